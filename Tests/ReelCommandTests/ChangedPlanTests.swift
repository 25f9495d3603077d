import ReelBasics
import ReelManifest
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand
@testable import ReelStore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A plan after a change that reads only what was changed says what one says that reads all.
@Suite(.timeLimit(.minutes(10)))
struct ChangedPlanTests {
  private static let run = ["run", "reel.yaml", "--emulator", "--render", "instant"]
  private static let plan = ["plan", "reel.yaml", "--emulator"]
  private static let snapshots = ".reel/emulator/snapshots"

  private static let manifest = """
    version: 1
    name: shop
    include: [more.yaml]
    variables: {season: spring, mood: calm}
    sources: {logo: ./logo.txt.png}
    defaults:
      image: {aspect_ratio: 16:9}
    assets:
      cup:
        generate: image
        prompt: A cup in ${season}
        count: 2
        tags: &still [kitchen, still]
      cup-night:
        edit: cup#2
        prompt: |+
          Turn it to night

      # A comment between two
      sign: {edit: [cup-night, logo], prompt: With the sign}
      card:
        matrix: {colour: [red, green], size: [small, large]}
        generate: image
        prompt: A ${size} ${colour} card, ${mood}
        output: cards/${colour}-${size}.png
      card-night:
        matrix: {colour: [red, green]}
        edit: card[size=small]
        prompt: Turn it to night
        needs: [kite]
      kite:
        generate: image
        prompt: "A kite,
          high up"
        tags: *still
      bowl:
        generate: image
        prompt: >-
          A bowl

          of fruit
      clip: {animate: kite, prompt: It flies away, duration: 4}
      clip-long:
        extend: clip
        prompt: On and on
    limits: {concurrency: 4}

    """

  /// A project of which everything was made.
  private static func made(
    _ manifest: String = manifest,
    including more: String = "moon: {generate: image, prompt: A moon}"
  ) async throws -> CommandBench {
    let bench = try CommandBench()
    try bench.write("reel.yaml", manifest)
    try bench.write("more.yaml", "version: 1\nassets:\n  \(more)\n")
    _ = try bench.folder.write(
      "logo.txt.png", try PictureArtist.drawMosaic(width: 32, height: 32, seed: 1, format: .png))
    let outcome = await bench.run(run)
    try #require(outcome.status == .success, "\(outcome.output)\(outcome.errors)")
    return bench
  }

  /// What is known of the manifest as it stands there, if anything.
  private static func known(_ bench: CommandBench) async throws -> RunSnapshot.Known? {
    let (never, continuation) = AsyncStream.makeStream(of: Void.self)
    defer { continuation.finish() }
    let context = ProcessContext(
      arguments: plan, environment: Environment(CommandBench.environment),
      folder: bench.folder.path,
      output: CapturedStream().writer, errors: CapturedStream().writer, interrupts: { never })
    let scanned = try ArgumentScanner(options: PlanCommand().spec.options).scan(plan.dropFirst())
    let arguments = try RunArguments(scanned, of: "plan", context: context)
    return await RunSnapshot(arguments, answers: false, in: context)?.known()
  }

  /// What a plan says that reads everything: one for which nothing is known.
  private static func whole(_ bench: CommandBench) async throws -> CommandBench.Outcome {
    let folder = bench.folder.file(snapshots)
    let aside = bench.folder.file("aside")
    let isThere = FileManager.default.fileExists(atPath: folder)
    if isThere { try FileManager.default.moveItem(atPath: folder, toPath: aside) }
    let outcome = await bench.run(plan)
    if isThere { try FileManager.default.moveItem(atPath: aside, toPath: folder) }
    return outcome
  }

  private static func expectSame(
    _ bench: CommandBench, _ comment: String = "",
    _ location: Testing.SourceLocation = #_sourceLocation
  ) async throws {
    let short = await bench.run(plan)
    let whole = try await whole(bench)
    #expect(short.output == whole.output, "\(comment)", sourceLocation: location)
    #expect(short.errors == whole.errors, "\(comment)", sourceLocation: location)
    #expect(short.status == whole.status, "\(comment)", sourceLocation: location)
  }

  private static func edit(_ bench: CommandBench, _ old: String, _ new: String) throws {
    try #require(manifest.contains(old), "\(old)")
    try bench.write("reel.yaml", manifest.replacing(old, with: new, maxReplacements: 1))
  }

  @Test func `nothing changed is known without reading the manifest`() async throws {
    let bench = try await Self.made()
    guard case .idle(let count)? = try await Self.known(bench) else {
      Issue.record("nothing is known")
      return
    }
    #expect(count == 14)
    try await Self.expectSame(bench)
    #expect(await bench.run(Self.plan).output == "Nothing to do: 14 of 14 fresh.\n")
    // It may be written anew, as long as it says the same.
    try bench.write("reel.yaml", Self.manifest)
    guard case .idle? = try await Self.known(bench) else {
      Issue.record("nothing is known of the same text")
      return
    }
  }

  @Test func `the command asks what is known`() async throws {
    let bench = try await Self.made()
    let folder = bench.folder.file(Self.snapshots)
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: folder).first { !$0.hasSuffix(".text") })
    // A count that no reading of the manifest gives.
    var bytes = try bench.folder.read("\(Self.snapshots)/\(name)")
    bytes[SnapshotForm.Header.assets.rawValue * 8] = 99
    _ = try bench.folder.write("\(Self.snapshots)/\(name)", SnapshotTests.sealed(bytes))
    #expect(await bench.run(Self.plan).output == "Nothing to do: 99 of 99 fresh.\n")
    #expect(await bench.run(Self.run + ["--dry-run"]).output == "Nothing to do: 99 of 99 fresh.\n")
    try Self.edit(bench, "With the sign", "With a sign")
    #expect(await bench.run(Self.plan).output.contains("99 assets: 1 to ask for, 98 fresh"))
    #expect(
      await bench.run(Self.plan + ["-v"]).output.contains("14 assets: 1 to ask for, 13 fresh"))
  }

  /// A change of the text, and how many assets of the new one are then read; `nil` where all are.
  private static let edits: [(old: String, new: String, read: Int?)] = [
    ("With the sign", "With a sign", 4), ("A bowl\n", "Two bowls\n", 2),
    ("high up", "very high up", 11), ("Turn it to night\n\n", "Turn it to day\n\n", 4),
    ("On and on", "And on", 5), ("duration: 4", "duration: 5", 6),
    ("A ${size} ${colour} card", "A ${colour} card, ${size}", 9),
    (
      "edit: card[size=small]\n    prompt: Turn it",
      "edit: card[size=small]\n    prompt: Turn this", 9
    ),
    ("of fruit\n", "of fruit\n    take: 2\n", 6), ("of fruit\n", "of fruit\n    tags: [new]\n", 6),
    ("      A bowl\n", "      A bowl # no comment\n", 2),
    ("      high up\"\n", "      high up\"\n    pick: 1\n", 11),
    // What others see.
    ("  bowl:", "  dish:", nil), ("cup#2", "cup#1", nil), ("count: 2", "count: 3", nil),
    ("A cup", "A mug", nil), ("edit: card[size=small]", "edit: card[size=large]", nil),
    ("cards/${colour}-${size}", "cards/${size}-${colour}", nil),
    ("animate: kite", "animate: cup", nil), ("needs: [kite]", "needs: [bowl]", nil),
    ("bowl:\n    generate: image", "bowl:\n    generate: video", nil),
    ("size: [small, large]", "size: [small, huge]", nil),
    ("[red, green], size", "[red], size", nil),
    // What is said of it.
    ("On and on", "On and ${on}", nil), (", ${mood}\n", "\n", nil),
    ("A bowl\n", "A bowl\n\n    colour: red\n", nil), ("duration: 4", "duration: 400", nil),
    ("A kite,", "A kite: ,", 11), ("${size} ${colour}", "${size} ${season}", 9),
    // What is not of one asset.
    ("season: spring", "season: autumn", nil), ("concurrency: 4", "concurrency: 5", nil),
    ("16:9", "4:3", nil), ("[kitchen, still]", "[kitchen]", nil),
    ("limits:", "  new: {generate: image, prompt: New}\nlimits:", nil),
    ("  clip: {", "  new: {generate: image, prompt: New}\n  clip: {", nil),
    ("  bowl:\n    generate: image\n    prompt: >-\n      A bowl\n\n      of fruit\n", "", nil),
  ]

  @Test func `a plan after a change says the same, whether it reads all or not`() async throws {
    let bench = try await Self.made()
    for edit in Self.edits {
      try Self.edit(bench, edit.old, edit.new)
      let name = "\(edit.old) -> \(edit.new)"
      if case .changed(let loaded)? = try await Self.known(bench) {
        #expect(loaded.manifest.assets.count == edit.read, "\(name)")
        #expect(loaded.unread + loaded.manifest.assets.count == 14)
      } else {
        #expect(edit.read == nil, "\(name)")
      }
      try await Self.expectSame(bench, name)
    }
  }

  @Test func `whatever somebody types, the plan is the same`() async throws {
    let bench = try await Self.made()
    var random = SeededGenerator(seed: 20_261_122)
    let letters = Array(" \n\n:#\"'&*-[]{}|>ab1.?!%\t".utf8)
    let words = [
      "prompt", "\n    take: 2", "${mood}", "red", "*still", "...", "\n", "    ", "  x:",
    ]
    var short = 0
    for round in 0..<300 {
      var text = Array(Self.manifest.utf8)
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        // Below the head, as all else is read whole.
        let place = Int.random(in: 150..<text.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: text.remove(at: place)
        case 1: text.insert(letters.randomElement(using: &random) ?? 32, at: place)
        case 2: text.insert(contentsOf: (words.randomElement(using: &random) ?? "").utf8, at: place)
        case 3:
          text.removeSubrange(
            place..<min(text.count, place + Int.random(in: 2...40, using: &random)))
        default: text[place] = UInt8.random(in: 97...122, using: &random)
        }
      }
      _ = try bench.folder.write("reel.yaml", text)
      if case .changed? = try await Self.known(bench) { short += 1 }
      try await Self.expectSame(bench, "round \(round)")
    }
    #expect(short > 20, "\(short) of 300 were read in part")
  }

  /// What somebody does to whole lines in an editor.
  private static func editLines(_ text: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var lines = String(decoding: text, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let first = Int.random(in: 8..<lines.count, using: &random)
    let range = first..<min(lines.count, first + Int.random(in: 1...6, using: &random))
    switch Int.random(in: 0..<8, using: &random) {
    case 0: for line in range { lines[line] = "  " + lines[line] }
    case 1: for line in range { lines[line] = "# " + lines[line] }
    case 2: for line in range { lines[line] = String(lines[line].drop { $0 == " " }) }
    case 3: lines.removeSubrange(range)
    case 4: lines[range] = [lines[range].joined(separator: "  ")]
    case 5: lines[range] = ArraySlice(lines[range].reversed())
    case 6: lines.insert(contentsOf: lines[range], at: first)
    default:
      for line in range where lines[line].hasPrefix("    ") {
        lines[line] = lines[line].replacing("a", with: "e")
      }
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  @Test func `whatever somebody does to lines, the plan is the same`() async throws {
    let bench = try await Self.made()
    var random = SeededGenerator(seed: 20_261_125)
    var short = 0
    for round in 0..<300 {
      _ = try bench.folder.write("reel.yaml", Self.editLines(Array(Self.manifest.utf8), &random))
      if case .changed? = try await Self.known(bench) { short += 1 }
      try await Self.expectSame(bench, "round \(round)")
    }
    #expect(short > 5, "\(short) of 300 were read in part")
  }

  @Test func `what depends on an asset by way of an included one is seen`() async throws {
    let manifest = """
      version: 1
      include: [more.yaml]
      assets:
        cup: {generate: image, prompt: A cup}
        bowl:
          generate: image
          prompt: A bowl
        last:
          edit: between
          prompt: At last
          needs: [beside]

      """
    let more = """
      between: {edit: cup, prompt: Between}
        beside: {generate: image, prompt: Beside, needs: [bowl]}
      """
    let bench = try await Self.made(manifest, including: more)
    for (old, new) in [("A cup", "A mug"), ("A bowl", "Two bowls"), ("At last", "In the end")] {
      try bench.write("reel.yaml", manifest.replacing(old, with: new))
      try await Self.expectSame(bench, old)
    }
  }

  @Test func `a manifest that an asset reads is not read in part`() async throws {
    let manifest = """
      version: 1
      assets:
        all:
          generate: image
          prompt: {file: reel.yaml}
        cup:
          generate: image
          prompt: A cup

      """
    let bench = try await Self.made(manifest)
    #expect(try await Self.known(bench) == nil)
    try bench.write("reel.yaml", manifest.replacing("A cup", with: "A mug"))
    try await Self.expectSame(bench)
  }

  @Test func `an alias that comes to life is for what it is for in the whole`() async throws {
    let manifest = """
      version: 1
      variables: {mood: &words calm}
      assets:
        one:
          generate: image
          prompt: &words wild
        two:
          generate: image
          # prompt: *words
          prompt: tame

      """
    let bench = try await Self.made(manifest)
    try bench.write(
      "reel.yaml",
      manifest.replacing("# prompt: *words", with: "prompt: *words").replacing(
        "prompt: tame", with: "# prompt: tame"))
    try await Self.expectSame(bench)
  }

  @Test func `where anything else is not as it was, all is read`() async throws {
    let changes: [(String, (CommandBench) throws -> Void)] = [
      ("an output", { FileStatus.remove($0.folder.file("out/shop-emulator/bowl.jpg")) }),
      ("an included file", { try $0.write("more.yaml", "version: 1\nassets: {}\n") }),
      ("an input", { FileStatus.remove($0.folder.file("logo.txt.png")) }),
      ("the records", { try $0.write(".reel/emulator/state.sqlite-wal", "x") }),
      ("the lock file", { FileStatus.remove($0.folder.file(".reel/emulator/reel.lock.yaml")) }),
    ]
    for (name, change) in changes {
      let bench = try await Self.made()
      try Self.edit(bench, "With the sign", "With a sign")
      guard case .changed? = try await Self.known(bench) else {
        Issue.record("nothing is known")
        return
      }
      try change(bench)
      #expect(try await Self.known(bench) == nil, "\(name)")
      try await Self.expectSame(bench, name)
    }
  }

  @Test func `a damaged text is not believed`() async throws {
    let bench = try await Self.made()
    try Self.edit(bench, "With the sign", "With a sign")
    let folder = bench.folder.file(Self.snapshots)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let name = try #require(names.first { $0.hasSuffix(".text") })
    let path = "\(Self.snapshots)/\(name)"
    let whole = try bench.folder.read(path)
    var random = SeededGenerator(seed: 20_261_123)
    for count in [0, 1, 8, 87, 88, whole.count / 2, whole.count - 8, whole.count - 1] {
      _ = try bench.folder.write(path, Array(whole.prefix(count)))
      #expect(try await Self.known(bench) == nil, "\(count) bytes")
    }
    for round in 0..<300 {
      var bytes = whole
      let place = Int.random(in: 0..<(round % 2 == 0 ? whole.count : 400), using: &random)
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      _ = try bench.folder.write(path, bytes)
      #expect(try await Self.known(bench) == nil, "round \(round)")
      // And where somebody made it up: whatever it says, nothing is read beyond it.
      _ = try bench.folder.write(path, SnapshotTests.sealed(bytes, at: 2))
      _ = try await Self.known(bench)
    }
    _ = try bench.folder.write(path, whole)
    #expect(try await Self.known(bench) != nil)
  }

  @Test func `who asks for more is told of all`() async throws {
    let bench = try await Self.made()
    try Self.edit(bench, "With the sign", "With a sign")
    #expect(await bench.run(Self.plan + ["-v"]).output.contains("bowl"))
    #expect(await bench.run(Self.plan + ["--format", "json"]).output.contains("\"bowl\""))
    #expect(await bench.run(Self.plan + ["bowl"]).output.contains("1 of 1 fresh"))
    // The run that follows makes what the plan said.
    #expect(await bench.run(Self.plan).output.contains("13 fresh"))
    #expect(await bench.run(Self.run).output.contains("1 made, 13 fresh"))
  }
}
