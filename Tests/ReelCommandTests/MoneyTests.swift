import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sums by tag, the plan as a gate, and bills against estimates.
@Suite(.timeLimit(.minutes(10)))
struct MoneyTests {
  private static let tagged = """
    cup: {generate: image, prompt: A cup, tags: [spring]}
    tee: {generate: image, prompt: A tee, tags: [spring, shirts], count: 2}
    clip: {extend: ./film.mp4, prompt: Slower, duration: 2, tags: [film]}
    new: {generate: image, prompt: New, model: grok-imagine-image-9, tags: [odd]}
    plain: {generate: image, prompt: Plain}
    """

  @Test func aPlanHasSumsByTag() async throws {
    let bench = try CommandBench(assets: Self.tagged)
    try await TestFilm.write("film.mp4", seconds: 2, in: bench)
    let text = await bench.run(["plan", "reel.yaml"])
    #expect(text.status == .success, "\(text.errors)")
    #expect(
      text.output.hasSuffix(
        "\nBy tag, an asset under each of its own: film $0.10 to $0.20, shirts $0.04, spring $0.06.\n"
      ), "\(text.output)")
    let json = try JSONValue(
      parsing: Array(await bench.run(["plan", "reel.yaml", "--format", "json"]).output.utf8))
    let tags = try #require(json["tags"])
    #expect(tags.fields?.keys.sorted() == ["film", "odd", "shirts", "spring"])
    #expect(
      tags["spring"] == [
        "asset_count": 2, "decisions": ["make": 2], "unpriced": 0,
        "cost": [
          "low_ticks": 600_000_000, "high_ticks": 600_000_000, "estimate_ticks": 600_000_000,
        ],
      ])
    #expect(tags["odd"]?["unpriced"] == 1)
    #expect(tags["film"]?["cost"]?["estimate_ticks"] == 1_500_000_000)
    #expect(json["assets"]?.elements?.last?["tags"] == nil)
  }

  @Test func withoutTagsNothingIsSaidOfThem() async throws {
    let bench = try CommandBench(assets: "a: {generate: image, prompt: A}")
    #expect(!(await bench.run(["plan", "reel.yaml"]).output.contains("tag")))
    let (outcome, _) = try await bench.emulate()
    #expect(!outcome.output.contains("tag"))
  }

  @Test(arguments: [("0.03", 300_000_000, "budget"), ("1", 10_000_000_000, nil)])
  func aRunTellsProgramsOfItsBudgetAndWhyItStopped(
    budget: String, ticks: JSONValue, stop: JSONValue?
  ) async throws {
    let bench = try CommandBench(
      assets: "a: {generate: image, prompt: A}\nb: {generate: image, prompt: B}")
    let (outcome, _) = try await bench.emulate(["--budget", budget, "--format", "json"])
    let json = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(json["budget_ticks"] == ticks)
    #expect(json["stop"] == stop ?? .null)
  }

  @Test func aRunHasSumsByTag() async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup, tags: [spring]}
        tee: {generate: image, prompt: A tee, tags: [spring, shirts]}
        """)
    let (outcome, _) = try await bench.emulate()
    #expect(
      outcome.output.hasSuffix(
        "\nBy tag, an asset under each of its own: shirts $0.02, spring $0.04.\n"),
      "\(outcome.output)")
    let again = try await bench.emulate(["--format", "json"]).outcome
    let json = try JSONValue(parsing: Array(again.output.utf8))
    #expect(
      json["tags"] == [
        "shirts": ["asset_count": 1, "counts": ["fresh": 1], "cost_ticks": 0],
        "spring": ["asset_count": 2, "counts": ["fresh": 2], "cost_ticks": 0],
      ])
  }

  // MARK: The plan as a gate

  @Test(arguments: [("", Int64(0)), ("--budget=0.03", 0), ("--budget=0.01", 3), ("--locked", 3)])
  func aPlanSaysHowItEnds(_ option: String, _ status: Int64) async throws {
    let bench = try CommandBench(
      assets: "a: {generate: image, prompt: A}\nb: {edit: a, prompt: B}")
    let outcome = await bench.run(
      ["plan", "reel.yaml", "--format=json"] + (option.isEmpty ? [] : [option]))
    #expect(Int64(outcome.status.rawValue) == status)
    let json = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(json["status"] == .int(status))
    #expect(json["asset_count"] == 2)
    #expect(json["decisions"] == ["make": 1, "after-upstream": 1])
    #expect(json["unpriced"] == 0)
    #expect(
      json["cost"] == [
        "low_ticks": 420_000_000, "high_ticks": 420_000_000, "estimate_ticks": 420_000_000,
      ])
    #expect(json["prices"]?["file"] == .null)
    #expect((json["budget_ticks"] == .null) == !option.hasPrefix("--budget"))
  }

  @Test(.enabled(if: BuiltTool.path != nil, "the program reel is not beside the tests"))
  func theGateOfTheREADMEWorks() async throws {
    let readme = try String(
      decoding: LocalFileReader().read(Repository.path("README.md"), limit: 1 << 20),
      as: UTF8.self)
    let after = readme[try #require(readme.firstRange(of: "<!-- gate -->\n```sh\n")).upperBound...]
    let gate = String(after[..<(try #require(after.firstRange(of: "```"))).lowerBound])
      .replacing("shots.yaml", with: "reel.yaml")
    let bench = try CommandBench(assets: "a: {generate: image, prompt: A, count: 4}")
    // A link and no script: what was just written may be busy yet, and cannot be run then.
    let line =
      "mkdir -p bin && ln -sf \"$REEL\" bin/reel && PATH=\"$PWD/bin:$PATH\"\nset -e\n\(gate)"
    let good = try await BuiltTool.shell("(\(line)) >out.txt 2>err.txt", in: bench.folder.path)
    let said = String(decoding: try bench.folder.read("err.txt"), as: UTF8.self)
    #expect(good == 0, "\(said)")
    #expect(
      String(decoding: try bench.folder.read("out.txt"), as: UTF8.self)
        == "{'make': 1}, at most $0.08\n")
    // 400 films are too much.
    try bench.write(
      assets: (1...400).map { "a\($0): {generate: video, prompt: \($0)}" }.joined(separator: "\n"))
    let dear = try await BuiltTool.shell("(\(line)) >out.txt 2>err.txt", in: bench.folder.path)
    #expect(dear == 1)
    try bench.write("reel.yaml", "version: 2\n")
    let wrong = try await BuiltTool.shell("(\(line)) >out.txt 2>err.txt", in: bench.folder.path)
    #expect(wrong == 2)
  }

  /// What keeps a run from ending well is known before it begins.
  @Test func aPlanEndsWithOneWhereItsRunMust() async throws {
    let bench = try CommandBench(
      assets: "a: {generate: image, prompt: A}\nodd: {generate: image, prompt: B, model: odd-9}")
    #expect(try await bench.emulate(["a"]).outcome.status == .success)
    let plan = ["plan", "reel.yaml", "--emulator"]
    #expect(await bench.run(plan).status == .success)
    // What has no price is not sent under a budget.
    let unpriced = await bench.run(plan + ["--budget", "1"])
    #expect(unpriced.status == .failure, "\(unpriced.output)")
    let run = try await bench.emulate(["--budget", "1"])
    #expect(run.outcome.status == .failure && run.billed.isEmpty)
    #expect(run.outcome.errors.contains("--prices FILE"), "\(run.outcome.errors)")
    #expect(!run.outcome.errors.contains("run again"))
    try bench.write("out/shop-emulator/a.jpg", "mine")
    for format in ["text", "json"] {
      let outcome = await bench.run(plan + ["a", "--format", format])
      #expect(outcome.status == .failure)
      if format == "json" { #expect(try JSONValue(parsing: outcome.output.utf8)["status"] == 1) }
    }
    #expect(try await bench.emulate(["a"]).outcome.status == .failure)
  }

  @Test func aRememberedRefusalEndsAPlanWithOne() async throws {
    let bench = try CommandBench(
      assets: """
        a: {generate: image, prompt: A}
        b: {generate: image, prompt: B, on_moderated: skip}
        """)
    try bench.write("faults.yaml", "- {match: {operation: create}, fault: {moderated: error}}\n")
    let first = try await bench.emulate(["--faults", "faults.yaml"]).outcome
    #expect(first.status == .failure, "\(first.errors)")
    for (name, status) in [("a", ReelCommand.ExitStatus.failure), ("b", .success)] {
      #expect(await bench.run(["plan", "reel.yaml", name, "--emulator"]).status == status)
      #expect(try await bench.emulate([name]).outcome.status == status)
    }
  }

  @Test func aPlanAsksNobodyForWhatTheManifestDoesWithout() async throws {
    let bench = try CommandBench(
      assets: """
        a: {generate: image, prompt: A}
        a-red: {edit: a, prompt: Red}
        b: {generate: image, prompt: B, on_moderated: skip}
        b-red: {edit: b, prompt: Red}
        b-dark: {edit: b-red, prompt: Dark}
        """)
    try bench.write("faults.yaml", "- {match: {operation: create}, fault: {moderated: error}}\n")
    _ = try await bench.emulate(["--faults", "faults.yaml"])
    let plan = await bench.run(["plan", "reel.yaml", "--emulator"]).output
    let lines = plan.split(separator: "\n").map(String.init)
    for line in [
      "! a-red   blocked by 'a'",
      "  b       skipped: moderation took it, and the manifest allows that",
      "  b-red   skipped with 'b'", "  b-dark  skipped with 'b-red'",
    ] {
      #expect(lines.contains(line), "\(plan)")
    }
    let refused = lines.first { $0.hasPrefix("! a ") } ?? ""
    #expect(refused.hasSuffix("; change it, or --force it"), "\(plan)")
    #expect(!refused.contains(".;"), "\(plan)")
    let quiet = await bench.run(["plan", "reel.yaml", "--emulator", "-q"]).output
    #expect(quiet.split(separator: "\n").map { $0.prefix(3) } == ["! a", "! a"], "\(quiet)")
    #expect(await bench.run(["plan", "reel.yaml", "b*", "--emulator", "-q"]).output.isEmpty)
    let page = await bench.run(["report", "reel.yaml", "--emulator", "-o", "-"]).output
    #expect(page.contains("5 assets: 1 refused, 1 blocked, 3 skipped"), "\(page.prefix(6000))")
  }

  @Test(arguments: [
    ("0.01", "Budget: $0.01, in which not even the cheapest request has a place.\n"),
    ("0.03", "Budget: $0.03: the plan costs more; "), ("1", "Budget: $1.00: enough for all"),
  ])
  func aPlanSaysWhatItsBudgetMeans(budget: String, words: String) async throws {
    let bench = try CommandBench(
      assets: "a: {generate: image, prompt: A}\nb: {generate: image, prompt: B}")
    let outcome = await bench.run(["plan", "reel.yaml", "--budget", budget])
    #expect(outcome.output.contains("\n" + words), "\(outcome.output)")
    #expect(!(await bench.run(["plan", "reel.yaml"]).output.contains("Budget")))
  }

  @Test func aPlanThatWasWrittenDownKeepsItsBudget() async throws {
    let bench = try CommandBench(
      assets: "a: {generate: image, prompt: A}\nb: {generate: image, prompt: B}")
    let plan = ["plan", "reel.yaml", "--emulator", "-o", "p", "--budget", "0.03"]
    #expect(await bench.run(plan).status == .success)
    let more = try await bench.emulate(["--plan", "p", "--budget", "1"])
    #expect(more.outcome.status == .usage && more.billed.isEmpty)
    #expect(more.outcome.errors.contains("a budget of $0.03; '--budget' can only lower it"))
    let less = try await bench.emulate(["--plan", "p", "--budget", "0.01"])
    #expect(less.outcome.status == .stopped && less.billed.isEmpty)
    let run = try await bench.emulate(["--plan", "p"])
    #expect(run.outcome.status == .stopped && run.billed.count == 1, "\(run.outcome.errors)")
  }

  /// A film whose asset was given other words: it is collected, and its cost is told.
  @Test func whatIsCollectedForNobodyIsCounted() async throws {
    let film = "clip: {generate: video, prompt: A kite, duration: 1}"
    let bench = try ProviderBench(assets: film)
    _ = await bench.run(["--no-wait"])
    let price = try #require(bench.billed.first?.cost)
    try bench.bench.write(assets: "cup: {generate: image, prompt: A cup}")
    // A run waits for no film that nobody asks for: the emulator may be drawing it yet.
    var (earlier, own) = (Int64(0), Int64(0))
    for _ in 0..<500 where earlier == 0 {
      let json = try JSONValue(parsing: await bench.run(["--format", "json"]).output.utf8)
      earlier += try #require(json["spent_earlier_ticks"]?.integer)
      own += try #require(json["spent_ticks"]?.integer)
    }
    #expect(earlier == price.count)
    #expect(own == 200_000_000)
  }

  /// A film of somebody's own costs what its length says, and a budget has room for it then.
  @Test func aFileThatIsExtendedIsMeasuredFirst() async throws {
    let bench = try CommandBench(
      assets: """
        more: {extend: ./mine.mp4, prompt: It goes on, duration: 2}
        dusk: {edit: ./mine.mp4, prompt: By dusk}
        """)
    try await TestFilm.write("mine.mp4", seconds: 3, in: bench)
    let plan = await bench.run(["plan", "reel.yaml", "--emulator", "--format", "json"])
    let json = try JSONValue(parsing: plan.output.utf8)
    let costs = try #require(json["assets"]?.elements).map { asset in
      (asset["cost"]?["low_ticks"]?.integer, asset["cost"]?["high_ticks"]?.integer)
    }
    #expect(costs.count == 2 && costs.allSatisfy { $0.0 != nil && $0.1 != nil }, "\(plan.output)")
    let most = costs.reduce(0) { $0 + ($1.1 ?? 0) }
    #expect(most == Int64(4_000_000_000), "$0.25 for five seconds, and $0.15 for three")
    let run = try await bench.emulate(["--budget", "0.40"])
    #expect(run.outcome.status == .success, "\(run.outcome.errors)")
    #expect(run.billed.map(\.cost.count).reduce(0, +) <= most)
  }

  // MARK: Bills against estimates

  @Test(arguments: [
    ("0.02", nil as String?), ("0.0167", ". Estimated"), ("0.0166", "billed"), ("0.04", "billed"),
  ])
  func aBillThatIsNotTheEstimateIsSaid(_ price: String, _ words: String?) async throws {
    let bench = try ProviderBench(assets: "cup: {generate: image, prompt: A cup}")
    try bench.bench.write(
      "prices.yaml",
      """
      version: 1
      as_of: 2026-12-01
      models: {grok-imagine-image: {generate-image: {per_result: \(price)}}}
      """)
    let outcome = await bench.run(["--prices", "prices.yaml"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    let estimated = "$0.02 spent. Estimated at $\(price)."
    #expect(outcome.output.contains(estimated) == (words != nil), "\(outcome.output)")
    let warning =
      "reel: warning: 1 request, estimated at $\(price), was billed $0.02; look at the prices in "
      + "'prices.yaml'\n"
    #expect(outcome.errors.contains(warning) == (words == "billed"), "\(outcome.errors)")
  }

  // MARK: What everybody can see

  @Test func publicAddressesAreTold() async throws {
    let options = "storage_options: {filename: cup.jpg, public_url: true}"
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup, \(options)}
        two: {generate: image, prompt: Two, count: 2, \(options)}
        film: {animate: cup, duration: 1, storage_options: {filename: f.mp4, public_url: true}}
        own: {generate: image, prompt: Mine, storage_options: {filename: own.jpg}}
        """)
    let (outcome, _) = try await bench.emulate()
    let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("Public: ") }
    let names = lines.map { String($0.split(separator: " ")[1]) }
    #expect(names == ["cup", "two#1", "two#2", "film"], "\(outcome.output)")
    #expect(lines.allSatisfy { $0.contains(" http") })
    // They are told by the run that was told them.
    #expect(!(try await bench.emulate().outcome.output.contains("Public")))
    let again = try await bench.emulate(["-B", "two", "--format", "json"]).outcome
    let json = try JSONValue(parsing: Array(again.output.utf8))
    let two = try #require(json["assets"]?.elements?.first { $0["id"] == "two" })
    #expect(two["public_urls"]?.fields?.keys.sorted() == ["1", "2"])
    let owns = await bench.run(["run", "reel.yaml", "--emulator", "--format", "json"])
    #expect(!owns.output.contains("public_urls"))
  }

  @Test func aReportHasBothFigures() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup, count: 5}")
    let (outcome, _) = try await bench.emulate(["--format", "json"])
    let json = try JSONValue(parsing: Array(outcome.output.utf8))
    #expect(
      json["estimate"] == [
        "requests": 2, "low_ticks": 1_000_000_000, "high_ticks": 1_000_000_000,
        "billed_ticks": 1_000_000_000, "drifts": false,
      ])
  }

  /// Else it would be paid for, and the lock file could not say so.
  @Test func aLockFileThatCannotBeWrittenIsFoundBefore() async throws {
    let bench = try ProviderBench(assets: "sign: {generate: image, prompt: A sign}")
    #expect(symlink("missing/reel.lock.yaml", bench.bench.folder.file("reel.lock.yaml")) == 0)
    let run = await bench.run()
    #expect(run.status == .usage, "\(run.errors)")
    #expect(run.errors.contains("reel.lock.yaml"), "\(run.errors)")
    #expect(bench.billed.isEmpty)
  }
}
