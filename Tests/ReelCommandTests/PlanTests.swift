import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `reel plan`: what is said, that nothing changes, and that the run does just that.
@Suite(.timeLimit(.minutes(10)))
struct PlanTests {
  @Test(arguments: ["quickstart", "campaign"], ["text", "json"])
  func onACleanTree(_ name: String, _ format: String) async throws {
    let bench = try CommandBench()
    try bench.takeManifests()
    let before = try FolderSnapshot(bench.folder.path)
    let line = ["manifests/\(name).yaml", "--format", format]
    let outcome = await bench.run(["plan"] + line)
    #expect(outcome.status == .success)
    #expect(outcome.errors.isEmpty)
    try Golden.expect(outcome.output, "plan-\(name).\(format == "json" ? "json" : "txt")")
    #expect(!outcome.output.contains(bench.folder.path))
    #expect(await bench.run(["run", "--dry-run"] + line).output == outcome.output)
    #expect(await bench.run(["run", "-n"] + line).output == outcome.output)
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  private static let shop = """
    cup: {generate: image, prompt: A cup, output: cup.png}
    cup-red: {edit: cup, prompt: Paint it red}
    sign: {generate: image, prompt: A sign, tags: [shop]}
    twin: {generate: image, prompt: A sign}
    """

  @Test func nothingChangesWhereThereIsARecord() async throws {
    let bench = try CommandBench(assets: Self.shop)
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: Self.shop.replacing("red", with: "green"))
    let before = try FolderSnapshot(bench.folder.path)
    for line in [["plan", "reel.yaml", "--emulator"], ["plan", "reel.yaml"]] {
      #expect(await bench.run(line).status == .success)
      #expect(await bench.run(line + ["--format", "json", "-v"]).status == .success)
    }
    let changes = try FolderSnapshot(bench.folder.path).changes(since: before)
    #expect(changes.isEmpty, "\(changes)")
  }

  /// Steps of a life of a manifest; before each run the plan says what it asks for.
  @Test func planAndRunAgree() async throws {
    let bench = try CommandBench(assets: Self.shop)
    let steps: [(assets: String, line: [String])] = [
      (Self.shop, ["sign"]),
      (Self.shop, []),
      (Self.shop, []),
      (Self.shop.replacing("A sign,", with: "Another sign,"), []),
      (Self.shop.replacing("Paint it red", with: "Paint it green"), ["tag:shop"]),
      (Self.shop.replacing("Paint it red", with: "Paint it green"), []),
      (Self.shop, ["cup", "-B"]),
    ]
    for (number, step) in steps.enumerated() {
      try bench.write(assets: step.assets)
      let plan = await bench.run(["plan", "reel.yaml", "--emulator", "--format=json"] + step.line)
      let assets = try #require(try JSONValue(parsing: plan.output.utf8)["assets"]?.elements)
      let makes = assets.filter { $0["decision"]?.string == "make" }
      let later = assets.filter { $0["decision"]?.string == "after-upstream" }
      let (outcome, billed) = try await bench.emulate(step.line)
      #expect(outcome.status == .success, "step \(number): \(outcome.errors)")
      #expect(billed.count >= makes.count, "step \(number)")
      #expect(billed.count <= makes.count + later.count, "step \(number)")
      #expect(Set(billed.map(\.body)).count == billed.count)
      let after = await bench.run(
        ["plan", "reel.yaml", "--emulator"] + step.line.filter { $0 != "-B" })
      #expect(after.output.hasPrefix("Nothing to do"), "step \(number): \(after.output)")
    }
  }

  @Test func whatIsShownForEachDecision() async throws {
    let bench = try CommandBench(assets: Self.shop)
    #expect(try await bench.emulate().outcome.status == .success)
    let out = bench.folder.file("out/shop-emulator")
    FileStatus.remove("\(out)/cup.png")
    try bench.write("out/shop-emulator/cup-red.jpg", "mine")
    try bench.write(
      assets: Self.shop.replacing("prompt: A sign,", with: "prompt: A neon sign, size: 640x360,"))
    let outcome = await bench.run(["plan", "reel.yaml", "--emulator", "-v"])
    // How long the emulator took is this machine's.
    let text = outcome.output.replacing(/[0-9]+s\b/, with: "Ns")
    try Golden.expect(text, "plan-decisions.txt")
  }

  @Test func aQuietPlanSaysOnlyWhatWentWrong() async throws {
    let bench = try CommandBench(assets: Self.shop)
    let lines = [["plan", "reel.yaml", "--emulator"], ["run", "reel.yaml", "--emulator", "-n"]]
    func expect(_ status: ReelCommand.ExitStatus, _ output: String) async {
      for line in lines {
        let outcome = await bench.run(line + ["-q"])
        #expect(outcome.status == status, "\(line): \(outcome.errors)")
        #expect(outcome.output == output, "\(line)")
      }
    }
    await expect(.success, "")
    #expect(try await bench.emulate().outcome.status == .success)
    await expect(.success, "")
    let json = await bench.run(lines[0] + ["-q", "--format", "json"])
    #expect(await bench.run(lines[0] + ["--format", "json"]).output == json.output)
    #expect(!json.output.isEmpty)
    try bench.write("out/shop-emulator/cup-red.jpg", "mine")
    try bench.write(assets: Self.shop.replacing("prompt: A sign,", with: "prompt: A neon sign,"))
    let loud = await bench.run(lines[0]).output.split(separator: "\n")
    let trouble = try #require(loud.first { $0.hasPrefix("! ") })
    #expect(trouble.hasPrefix("! cup-red") && loud.count > 1, "\(loud)")
    await expect(.failure, "\(trouble)\n")
    // Nothing of an asset went wrong here: the sums say what did.
    let poor = ["plan", "reel.yaml", "sign", "--emulator", "--budget", "0.001", "-q"]
    let budget = await bench.run(poor)
    #expect(budget.status != .success && budget.output.contains("Budget"), "\(budget.output)")
  }

  @Test func whatIsLeftOutOfTheDefaultsIsSaidToWhoAsks() async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup}
        red: {edit: cup, prompt: Red}
        both: {edit: [cup, red], prompt: Both}
        pan: {animate: red, prompt: Pan}
        rain: {edit: pan, prompt: Rain}
        """,
      head: "defaults: {image: {aspect_ratio: 16:9}, video: {resolution: 480p, duration: 3}}")
    let plan = await bench.run(["plan", "reel.yaml", "-v"])
    let lines = plan.output.split(separator: "\n").map(String.init)
    let left = lines.indices.filter { lines[$0].hasPrefix("    left out") }.map { lines[$0 - 1] }
    #expect(left.map { $0.prefix(6) } == ["+ red ", "+ rain"], "\(plan.output)")
    #expect(
      lines.contains("    left out, as this image edit does not take it: aspect_ratio")
        && lines.contains(
          "    left out, as this video edit does not take them: resolution, duration"),
      "\(plan.output)")
    #expect(await !bench.run(["plan", "reel.yaml"]).output.contains("left out"))
  }

  @Test func aSelectorThatMatchesNothing() async throws {
    let bench = try CommandBench(assets: Self.shop)
    let outcome = await bench.run(["plan", "reel.yaml", "cpu"])
    #expect(outcome.status == .usage)
    #expect(
      outcome.errors == "reel: the selector 'cpu' matches nothing; did you mean 'cup'?\n")
    let glob = await bench.run(["plan", "reel.yaml", "x*"])
    #expect(
      glob.errors.hasPrefix("reel: the selector 'x*' matches nothing"), "\(glob.errors)")
  }

  @Test(arguments: ["", "not:", "!", "+", "tag:", "!+"])
  func aSelectorThatNamesNothingIsRefused(_ selector: String) async throws {
    let bench = try CommandBench(assets: Self.shop)
    let before = try FolderSnapshot(bench.folder.path)
    for line in [
      ["plan", "reel.yaml", selector], ["plan", "reel.yaml", "cup", selector],
      ["run", "reel.yaml", "--emulator", "--force", selector], ["graph", "reel.yaml", selector],
    ] {
      let outcome = await bench.run(line)
      #expect(outcome.status == .usage, "\(line)")
      #expect(outcome.errors.contains("'\(selector)' is no selector"), "\(outcome.errors)")
    }
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func aPlanThatWasWrittenDownIsRunExactlyOrNotAtAll() async throws {
    let assets = "cup: {generate: image, prompt: A cup}\nsign: {generate: image, prompt: A sign}"
    let bench = try CommandBench(assets: assets)
    let plan = await bench.run(["plan", "reel.yaml", "cup", "--emulator", "-o", "cup.plan"])
    #expect(plan.status == .success, "\(plan.errors)")
    try bench.write(assets: assets.replacing("A cup", with: "A mug"))
    let changed = try await bench.emulate(["--plan", "cup.plan"])
    #expect(changed.outcome.status == .usage && changed.billed.isEmpty)
    #expect(changed.outcome.errors.contains("'cup': what it asks for changed"))
    // What it does not concern may change.
    try bench.write(assets: assets.replacing("A sign", with: "A board"))
    let run = try await bench.emulate(["--plan", "cup.plan"])
    #expect(run.outcome.status == .success && run.billed.count == 1, "\(run.outcome.errors)")
    let again = try await bench.emulate(["--plan", "cup.plan"])
    #expect(again.outcome.status == .success && again.billed.isEmpty, "it is done already")
    let both = try await bench.emulate(["--plan", "cup.plan", "sign"])
    #expect(both.outcome.status == .usage && both.billed.isEmpty)
    let none = try await bench.emulate(["--plan", "reel.yaml"])
    #expect(none.outcome.errors.contains("is no plan that 'reel plan -o' wrote"))
  }

  @Test func aDryRunOfAPlanEndsAsTheRunWould() async throws {
    let assets = "cup: {generate: image, prompt: A cup}\nsign: {edit: cup, prompt: A sign}"
    let bench = try CommandBench(assets: assets)
    let plan = await bench.run(["plan", "reel.yaml", "--emulator", "-o", "a.plan"])
    let line = ["run", "reel.yaml", "--emulator", "-n", "--plan", "a.plan"]
    let dry = await bench.run(line)
    #expect(dry.status == .success && dry.output == plan.output, "\(dry.errors)")
    #expect(try await bench.emulate(["--plan", "a.plan"]).outcome.status == .success)
    #expect(await bench.run(line).output == "Nothing to do: 2 of 2 fresh.\n")
    try bench.write(assets: assets.replacing("A sign", with: "A board"))
    for part in [[], ["sign"]] {
      let changed = await bench.run(line + part)
      #expect(changed.status == .usage && changed.output.isEmpty)
      #expect(changed.errors.contains("'sign': what it asks for changed"), "\(changed.errors)")
    }
  }

  @Test func aPlanOfAnotherVersionIsNotRun() async throws {
    let bench = try CommandBench(assets: Self.shop)
    #expect(
      await bench.run(["plan", "reel.yaml", "--emulator", "-o", "a.plan"]).status == .success)
    let text = String(decoding: try bench.folder.read("a.plan"), as: UTF8.self)
    try bench.write("a.plan", text.replacing("\"form\": 2", with: "\"form\": 1"))
    let run = try await bench.emulate(["--plan", "a.plan"])
    #expect(run.outcome.status == .usage && run.billed.isEmpty)
    #expect(run.outcome.errors.contains("'a.plan' was written by another version of Reel"))
  }

  /// Behind what is made first, an asset's own words are all that tells what was agreed to.
  @Test(arguments: [
    ("pick: 1", "pick: 2"), ("640x360", "320x180"), ("contain", "cover"), ("dusk.png", "night.png"),
    ("cup-mask.png", "logo.png"), ("at: 2", "at: 3"),
  ])
  func allThatAnAssetSaysIsInThePlan(_ old: String, _ new: String) async throws {
    let bench = try CommandBench()
    try bench.takeManifests()
    let assets = """
      cup: {generate: image, prompt: A cup}
      dusk:
        edit: cup
        prompt: By dusk
        mask: ./manifests/assets/cup-mask.png
        size: 640x360
        fit: contain
        count: 2
        pick: 1
        output: dusk.png
      film:
        animate: cup
        model: grok-imagine-video-1.5
        keyframes: [{image: dusk, at: 2}]
      """
    try bench.write(assets: assets)
    let plan = await bench.run(["plan", "reel.yaml", "--emulator", "-o", "a.plan"])
    #expect(plan.status == .success, "\(plan.errors)")
    try bench.write(assets: assets.replacing(old, with: new))
    let run = try await bench.emulate(["--plan", "a.plan"])
    #expect(run.outcome.status == .usage && run.billed.isEmpty)
    let asset = old == "at: 2" ? "film" : "dusk"
    #expect(
      run.outcome.errors.contains("'\(asset)': what it asks for changed"), "\(run.outcome.errors)")
  }

  /// Whoever tries again what was stopped goes on with the plan that was agreed to.
  @Test func aPlanThatWasStoppedGoesOn() async throws {
    let chain = """
      cup: {generate: image, prompt: A cup}
      sign: {edit: cup, prompt: A sign}
      dusk: {edit: sign, prompt: By dusk}
      """
    let bench = try CommandBench(assets: chain)
    #expect(
      await bench.run(["plan", "reel.yaml", "--emulator", "-o", "a.plan"]).status == .success)
    let stopped = try await bench.emulate(["--plan", "a.plan", "--budget", "0.05"])
    #expect(stopped.outcome.status == .stopped && stopped.billed.count == 2)
    try bench.write(assets: chain + "\nmore: {generate: image, prompt: More}")
    let added = try await bench.emulate(["--plan", "a.plan"])
    #expect(added.outcome.status == .usage && added.billed.isEmpty)
    #expect(added.outcome.errors.contains("Since it was made:\n  'more' is new\n"))
    try bench.write(assets: chain)
    let rest = try await bench.emulate(["--plan", "a.plan"])
    #expect(rest.outcome.status == .success && rest.billed.count == 1, "\(rest.outcome.errors)")
    #expect(try await bench.emulate(["--plan", "a.plan"]).billed.isEmpty)
  }

  /// Whether the same bytes come again or others.
  @Test(arguments: ["0", "9"])
  func aPlanThatForcesPaysOnce(_ seed: String) async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup}
        twin: {generate: image, prompt: A cup}
        sign: {edit: cup, prompt: A sign}
        dusk: {edit: sign, prompt: By dusk}
        """)
    #expect(try await bench.emulate(["--seed", "0"]).outcome.status == .success)
    let plan = ["plan", "reel.yaml", "*", "--force", "--emulator", "-o", "a.plan"]
    #expect(await bench.run(plan).status == .success)
    let line = ["--seed", seed, "--plan", "a.plan"]
    let stopped = try await bench.emulate(line + ["--budget", "0.05"])
    #expect(stopped.outcome.status == .stopped, "\(stopped.outcome.errors)")
    #expect(stopped.billed.map(\.prompt) == ["A cup", "A sign"])
    let rest = try await bench.emulate(line)
    #expect(rest.outcome.status == .success, "\(rest.outcome.errors)")
    #expect(rest.billed.map(\.prompt) == ["By dusk"])
    let again = try await bench.emulate(line)
    #expect(again.outcome.status == .success && again.billed.isEmpty, "\(again.outcome.errors)")
    // What another hand made since was not agreed to be put aside.
    try bench.write("out/shop-emulator/cup.jpg", "HANDMADE")
    let changed = try await bench.emulate(line)
    #expect(changed.outcome.status == .usage && changed.billed.isEmpty)
    #expect(changed.outcome.errors.contains("'cup': was 'make', is 'derive' now"))
    FileStatus.remove(bench.folder.file("out/shop-emulator/cup.jpg"))
    #expect(await bench.run(plan).status == .success)
    #expect(try await bench.emulate(line).billed.count == 3, "another plan pays once more")
  }

  /// Once is agreed to: a refusal ends it.
  @Test func whatAPlanThatForcesIsRefusedIsNotAskedOnceMore() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write("faults.yaml", "- {match: {prompt: A cup}, fault: {moderated: error}}\n")
    let plan = ["plan", "reel.yaml", "cup", "--force", "--emulator", "-o", "a.plan"]
    #expect(await bench.run(plan).status == .success)
    let line = ["--plan", "a.plan", "--faults", "faults.yaml"]
    let first = try await bench.emulate(line)
    #expect(first.outcome.status == .failure, "\(first.outcome.errors)")
    let second = try await bench.emulate(line)
    #expect(second.outcome.status == .success, "what is there stays good")
    #expect(second.billed.isEmpty)
  }

  // MARK: Against the lock file

  private func planned(_ output: String) throws -> [String: JSONValue] {
    let elements = try #require(try JSONValue(parsing: output.utf8)["assets"]?.elements)
    return Dictionary(elements.map { ($0["id"]?.string ?? "?", $0) }) { first, _ in first }
  }

  @Test func thePlanIsAPriceTag() async throws {
    let bench = try CommandBench(assets: Self.shop)
    let plan = ["plan", "reel.yaml", "--emulator"]
    let first = await bench.run(plan)
    #expect(first.output.contains("+ cup      make: image generation"), "\(first.output)")
    #expect(first.output.contains("+ cup-red  image edit, known when 'cup' is done  $0.022  9s\n"))
    #expect(first.output.contains("+ twin     same as 'sign'"))
    #expect(first.output.contains(" Cost: $0.062. Time: about 18s with 8 at once.\n"))
    #expect(try await bench.emulate().outcome.status == .success)
    // One changes, one is new, two are gone.
    let changed = """
      cup: {generate: image, prompt: A mug, output: cup.png}
      cup-red: {edit: cup, prompt: Paint it red}
      board: {generate: image, prompt: A board}
      """
    try bench.write(assets: changed)
    let second = await bench.run(plan)
    #expect(second.status == .success)
    for line in ["~ cup  ", "? cup-red  ", "+ board  "] {
      #expect(second.output.contains("\(line)"), "\(line) in \(second.output)")
    }
    let gone = "no longer in the manifest: out/shop-emulator/"
    #expect(second.output.contains("- sign     \(gone)sign.jpg\n"), "\(second.output)")
    #expect(second.output.contains("- twin     \(gone)twin.jpg\n"))
    #expect(second.output.contains(". No longer in the manifest: 2. Cost: "))
    let json = try JSONValue(parsing: await bench.run(plan + ["--format=json"]).output.utf8)
    #expect(json["gone"]?.elements?.compactMap { $0["id"]?.string } == ["sign", "twin"])
    #expect(json["gone"]?.elements?.first?["outputs"] == ["sign.jpg"])
    let changes = json["assets"]?.elements?.compactMap { $0["change"]?.string }
    #expect(changes == ["changed", "open", "new"])
    // What was learnt in the first run counts now, not what is usual.
    #expect(try #require(json["expected_seconds"]?.number) != 18)
    // When the lock file follows, nothing is gone any more.
    #expect(try await bench.emulate().outcome.status == .success)
    #expect(await bench.run(plan).output == "Nothing to do: 3 of 3 fresh.\n")
  }

  @Test(arguments: [
    (["cup*"], ["cup-blue"]), (["sign"], []), (["*"], ["board", "cup-blue"]),
    (["not:cup*"], ["board"]), (["!cup"], ["board", "cup-blue"]), (["tag:shop"], []),
    (["*", "not:cup*"], ["board"]), ([], ["board", "cup-blue"]),
  ])
  func selectorsMeanWhatIsGoneToo(selectors: [String], gone: [String]) async throws {
    let bench = try CommandBench(assets: Self.shop)
    try bench.write(
      "reel.lock.yaml",
      """
      version: 1
      assets:
        cup-blue:
          moderated: [1]
        board:
          moderated: [1]

      """)
    let outcome = await bench.run(["plan", "reel.yaml", "--format=json"] + selectors)
    let json = try JSONValue(parsing: outcome.output.utf8)
    #expect(
      json["gone"]?.elements?.compactMap { $0["id"]?.string } == gone, "\(outcome.errors)")
  }

  @Test func aCloneWithTheLockAloneHasAPriceTagToo() async throws {
    let bench = try CommandBench(assets: Self.shop)
    #expect(try await bench.emulate().outcome.status == .success)
    let clone = try CommandBench(
      assets: Self.shop.replacing("A cup", with: "A mug").replacing("twin:", with: "new:"))
    let lock = ".reel/emulator/reel.lock.yaml"
    let bytes = try LocalFileReader().read(bench.folder.file(lock), limit: 1 << 20)
    try clone.write(lock, String(decoding: bytes, as: UTF8.self))
    let outcome = await clone.run(["plan", "reel.yaml", "--emulator"])
    #expect(outcome.output.contains("~ cup      make: image generation"), "\(outcome.output)")
    #expect(outcome.output.contains("- twin     no longer in the manifest"))
    let json = await clone.run(["plan", "reel.yaml", "--emulator", "--format=json"])
    #expect(try planned(json.output)["cup"]?["change"] == "changed")
  }

  @Test func whatIsOnlyCalledOtherwiseIsNotGone() async throws {
    let bench = try CommandBench(
      assets: "old: {generate: image, prompt: A lake, output: lake.jpg}")
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: "new: {generate: image, prompt: A lake, output: lake.jpg}")
    let plan = ["plan", "reel.yaml", "--emulator"]
    let text = await bench.run(plan)
    #expect(text.output.contains("- old  no longer in the manifest\n"), "\(text.output)")
    let json = try JSONValue(parsing: await bench.run(plan + ["--format=json"]).output.utf8)
    #expect(json["gone"]?.elements?.first?["outputs"] == [])
  }

  @Test func whatIsWrittenAgainIsNotCalledDerived() async throws {
    let night = "a: {generate: image, prompt: A night, size: 640x360}"
    let bench = try CommandBench(assets: night)
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: night.replacing("night", with: "noon"))
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: night)
    let plan = ["plan", "reel.yaml", "--emulator"]
    let back = await bench.run(plan)
    #expect(
      back.output.contains("~ a  write again from the store (prompt changed)\n"), "\(back.output)")
    #expect(back.output.contains("    prompt: A [-noon-]{+night+}\n"))
    #expect(try await bench.emulate().billed.isEmpty)
    try bench.write(assets: night.replacing("640x360", with: "320x180"))
    #expect(await bench.run(plan).output.contains("derive again: what is done to it changed"))
  }

  @Test func whatHasFollowersSaysSo() async throws {
    let assets = "cup: {generate: image, prompt: A cup}\nred: {edit: cup, prompt: Red}"
    let bench = try CommandBench(assets: assets)
    #expect(try await bench.emulate().outcome.status == .success)
    for name in [".reel/emulator/objects", "out"] {
      _ = try await BuiltTool.shell("rm -rf \(name)", in: bench.folder.path)
    }
    let plan = ["plan", "reel.yaml", "--emulator"]
    let both = await bench.run(plan)
    #expect(
      both.output.contains("with --resend: $0.042, and what then builds on it.\n"), "\(both.output)"
    )
    try bench.write(assets: String(assets.prefix { $0 != "\n" }))
    #expect(await bench.run(plan).output.contains("with --resend: $0.02.\n"))
  }

  // MARK: What changed

  @Test func whatChangedIsShownWordByWord() async throws {
    let assets = """
      cup: {generate: image, prompt: A red cup on a table, resolution: 2k}
      night: {edit: cup, prompt: Make it night}
      film: {animate: night, prompt: Zoom in, duration: 4}
      """
    let bench = try CommandBench(assets: assets)
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(
      assets: """
        cup: {generate: image, prompt: "A blue \\e[31mmug on a table", take: 2}
        night: {edit: cup, prompt: Make it night}
        film: {animate: night, prompt: Zoom out}
        """)
    let plan = ["plan", "reel.yaml", "--emulator"]
    let outcome = await bench.run(plan)
    #expect(outcome.status == .success, "\(outcome.errors)")
    let why = "(take 1 → 2, resolution no longer 2k, prompt changed)"
    #expect(outcome.output.contains(why), "\(outcome.output)")
    #expect(
      outcome.output.contains("\n    prompt: A [-red cup-]{+blue \u{FFFD}[31mmug+} on a table\n"))
    #expect(
      outcome.output.contains("known when 'night' is done (duration no longer 4, prompt changed)"))
    #expect(outcome.output.contains("\n    prompt: Zoom [-in-]{+out+}\n"))
    #expect(outcome.output.contains("known when 'cup' is done  $0.00 to $0.022"))
    let json = await bench.run(plan + ["--format=json"])
    let cup = try #require(try planned(json.output)["cup"]?["changes"]?.elements)
    #expect(cup.map { $0["what"]?.string } == ["take", "resolution", "prompt"])
    #expect(cup[0] == ["what": "take", "old": 1, "new": 2])
    #expect(cup[1] == ["what": "resolution", "old": "2k"])
    #expect(cup[2]["old"] == "A red cup on a table")
    #expect(cup[2]["new"] == "A blue \u{1B}[31mmug on a table")
    let coloured = await bench.run(plan + ["--color=always"])
    #expect(coloured.output.contains("Zoom \u{1B}[31min\u{1B}[0m\u{1B}[32mout\u{1B}[0m"))
  }

  @Test func whatALockFileAloneTellsIsChanged() async throws {
    let assets = "cup: {generate: image, prompt: A red cup}"
    let bench = try CommandBench(assets: assets)
    #expect(try await bench.emulate().outcome.status == .success)
    let clone = try CommandBench(assets: assets.replacing("red", with: "blue"))
    for name in [".reel/emulator/reel.lock.yaml", "out/shop-emulator/cup.jpg"] {
      try clone.write(name, "")
      _ = try clone.folder.write(
        name, try LocalFileReader().read(bench.folder.file(name), limit: 1 << 20))
    }
    let plan = ["plan", "reel.yaml", "--emulator"]
    #expect(await clone.run(plan).output.contains("grok-imagine-image (changed)  $0.02"))
    // Once a run has seen the words that belong to it, it can say more.
    try clone.write(assets: assets)
    #expect(try await clone.emulate().billed.isEmpty)
    try clone.write(assets: assets.replacing("red", with: "blue"))
    #expect(await clone.run(plan).output.contains("\n    prompt: A [-red-]{+blue+} cup\n"))
  }
}
