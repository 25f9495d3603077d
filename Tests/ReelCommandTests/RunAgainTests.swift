import ReelBasics
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a second run does after something changed: no more than it must.
@Suite(.timeLimit(.minutes(10)))
struct RunAgainTests {
  private static let chain = """
    cup: {generate: image, prompt: A cup, output: cup.png}
    cup-red: {edit: cup, prompt: Paint it red}
    cup-night: {edit: cup-red, prompt: Make it night}
    sign: {generate: image, prompt: A sign}
    """

  private static func out(_ bench: CommandBench, _ name: String = "") -> String {
    bench.folder.file("out/shop-emulator" + (name.isEmpty ? "" : "/\(name)"))
  }

  private static func digests(_ bench: CommandBench) throws -> [String: Digest?] {
    try FolderSnapshot(out(bench)).entries.mapValues(\.digest)
  }

  @Test func aDeletedOutputComesBackForNothing() async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate().billed.count == 4)
    let before = try Self.digests(bench)
    for name in ["cup.png", "sign.jpg"] { FileStatus.remove(Self.out(bench, name)) }
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success)
    #expect(outcome.output.hasPrefix("Done: 2 restored, 2 fresh in "))
    #expect(billed.isEmpty)
    #expect(try Self.digests(bench) == before)
    // The records are whole without their log: they may be copied.
    #expect(FileStatus.size(of: bench.folder.file(".reel/emulator/state.sqlite-wal")) == 0)
  }

  @Test func finishingChangesForNothing() async throws {
    let bench = try CommandBench(
      assets: "sign: {generate: image, prompt: A sign, size: 640x360, output: sign.png}")
    #expect(try await bench.emulate().billed.count == 1)
    let pictures = Pictures(threads: WorkerThreads(width: 1))
    let steps = [
      (size: "320x180", name: "sign.png", format: MediaFormat.png),
      (size: "320x180", name: "sign.webp", format: .webp),
      (size: "128x72", name: "sign.jpg", format: .jpeg),
    ]
    for step in steps {
      try bench.write(
        assets: "sign: {generate: image, prompt: A sign, size: \(step.size), output: \(step.name)}")
      let (outcome, billed) = try await bench.emulate()
      #expect(outcome.status == .success, "\(outcome.errors)")
      #expect(billed.isEmpty, "\(step)")
      let info = try await pictures.probe(Self.out(bench, step.name))
      #expect("\(info.width)x\(info.height)" == step.size)
      #expect(info.format == step.format)
    }
  }

  @Test func aChangedPromptAsksForItAndWhatBuildsOnIt() async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate().billed.count == 4)
    let before = try FolderSnapshot(Self.out(bench))
    try bench.write(assets: Self.chain.replacing("it red", with: "it blue"))
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success)
    #expect(billed.map(\.prompt) == ["Paint it blue", "Make it night"])
    let after = try FolderSnapshot(Self.out(bench))
    #expect(after.changes(since: before) == ["cup-night.jpg", "cup-red.jpg"])
    // And back again: all of it is in the store.
    try bench.write(assets: Self.chain)
    #expect(try await bench.emulate().billed.isEmpty)
    #expect(try Self.digests(bench) == before.entries.mapValues(\.digest))
  }

  /// Until what takes its place is whole, an old output stays where it is, and is named.
  @Test func whatIsNotDoneLeavesAStaleOutput() async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate().outcome.status == .success)
    let rules = ["A cup", "A mug"].map { "- {match: {prompt: \($0)}, fault: {moderated: error}}\n" }
    try bench.write("faults.yaml", rules.joined())
    let line = ["--faults", "faults.yaml"]
    // Asked for again in vain, it is still what is asked for.
    let forced = try await bench.emulate(["cup", "-B"] + line)
    #expect(forced.outcome.status == .failure && !forced.outcome.output.contains("Stale"))
    try bench.write(assets: Self.chain.replacing("A cup", with: "A mug"))
    let text = try await bench.emulate(line).outcome
    #expect(text.status == .failure, "\(text.errors)")
    let names = [("cup", "cup.png"), ("cup-red", "cup-red.jpg"), ("cup-night", "cup-night.jpg")]
    for (id, name) in names {
      #expect(
        text.output.contains("Stale: out/shop-emulator/\(name) is not what '\(id)' asks for now\n"),
        "\(text.output)")
    }
    FileStatus.remove(Self.out(bench, "cup-red.jpg"))
    let again = try await bench.emulate(line + ["--format", "json", "--junit", "junit.xml"]).outcome
    let entries = try #require(try JSONValue(parsing: again.output.utf8)["assets"]?.elements)
    let stale: [JSONValue?] = [["cup.png"], nil, ["cup-night.jpg"], nil]
    #expect(entries.map { $0["stale"] } == stale)
    let cases = String(decoding: try bench.folder.read("junit.xml"), as: UTF8.self)
    #expect(cases.contains("stale: out/shop-emulator/cup.png"))
    try bench.write(assets: Self.chain.replacing("A cup", with: "A jug"))
    let done = try await bench.emulate(line).outcome
    #expect(done.status == .success && !done.output.contains("Stale"), "\(done.errors)")
  }

  @Test func ofManyStaleOutputsAFewAreNamed() async throws {
    let assets = (1...12).map { "a\($0): {generate: image, prompt: Sign \($0)}" }
      .joined(separator: "\n")
    let bench = try CommandBench(assets: assets)
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: assets.replacing("Sign", with: "Board"))
    let outcome = try await bench.emulate(["--budget", "0"]).outcome
    #expect(outcome.status == .stopped)
    #expect(
      outcome.output.ranges(of: "\nStale: out/shop-emulator/a").count == 10, "\(outcome.output)")
    #expect(outcome.output.hasSuffix("\nStale: 2 more, in --format json\n"))
  }

  @Test func twinsAreOneRequest() async throws {
    let bench = try CommandBench(
      assets: """
        one: {generate: image, prompt: A sign}
        two: {generate: image, prompt: A sign, output: copy/two.png}
        """)
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(billed.count == 1)
    #expect(try FolderSnapshot(Self.out(bench)).files == ["copy/two.png", "one.jpg"])
  }

  @Test func aRaisedCountAsksForTheRest() async throws {
    let bench = try CommandBench(assets: "sign: {generate: image, prompt: A sign, count: 2}")
    #expect(try await bench.emulate().billed.count == 1)
    let before = try FolderSnapshot(Self.out(bench))
    try bench.write(assets: "sign: {generate: image, prompt: A sign, count: 5}")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success)
    // Two cents each: three of them, and not five.
    #expect(billed.map(\.cost) == [Ticks(dollars: "0.06")])
    let after = try FolderSnapshot(Self.out(bench))
    #expect(after.changes(since: before) == ["sign-3.jpg", "sign-4.jpg", "sign-5.jpg"])
    try bench.write(assets: "sign: {generate: image, prompt: A sign, count: 3}")
    #expect(try await bench.emulate().billed.isEmpty)
  }

  @Test func anotherHandsWorkIsLeftAlone() async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write("out/shop-emulator/cup.png", "retouched by hand")
    try bench.write(assets: Self.chain.replacing("A sign", with: "A neon sign"))
    let before = try FolderSnapshot(Self.out(bench))
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .failure)
    #expect(billed.map(\.prompt) == ["A neon sign"])
    #expect(outcome.errors.contains("out/shop-emulator/cup.png"))
    #expect(outcome.errors.contains("left alone"))
    #expect(try FolderSnapshot(Self.out(bench)).changes(since: before) == ["sign.jpg"])
    let quiet = try await bench.emulate(["-q"])
    #expect(quiet.outcome.status == .failure)
    #expect(quiet.outcome.errors.contains("out/shop-emulator/cup.png"))
  }

  @Test func aStrangersFileIsNotWrittenOver() async throws {
    let bench = try CommandBench(assets: Self.chain)
    try bench.write("out/shop-emulator/sign.jpg", "my sign")
    try bench.write("out/shop-emulator/cup.png/notes.txt", "a folder stands here")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .failure)
    #expect(billed.isEmpty, "what has no place is not asked for: \(billed)")
    for name in ["sign.jpg", "cup.png"] {
      #expect(outcome.errors.contains("out/shop-emulator/\(name)"), "\(outcome.errors)")
    }
    #expect(try FolderSnapshot(Self.out(bench)).files == ["cup.png/notes.txt", "sign.jpg"])
  }

  @Test func forceAsksAgainForWhatItNamesAlone() async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate().outcome.status == .success)
    let objects = try FolderSnapshot(bench.folder.file(".reel/emulator/objects")).files
    let (outcome, billed) = try await bench.emulate(["-B", "cup-red", "--seed", "9"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(billed.map(\.prompt) == ["Paint it red"])
    // The older result stays in the store.
    let now = try FolderSnapshot(bench.folder.file(".reel/emulator/objects")).files
    #expect(Set(now).isSuperset(of: objects))
    #expect(now.count == objects.count + 1)
    // What builds on it follows in the next run.
    let next = try await bench.emulate()
    #expect(next.billed.map(\.prompt) == ["Make it night"])
  }

  @Test func variablesOfTheLineWin() async throws {
    let bench = try CommandBench(
      assets: "sign: {generate: image, prompt: \"A sign for ${brand}\"}",
      head: "variables: {brand: Acme}")
    #expect(try await bench.emulate().billed.map(\.prompt) == ["A sign for Acme"])
    #expect(
      try await bench.emulate(["--set", "brand=Zenith = best"]).billed.map(\.prompt)
        == ["A sign for Zenith = best"])
    let unknown = try await bench.emulate(["--set", "brnd=Zenith"])
    #expect(unknown.outcome.status == .usage)
    #expect(unknown.outcome.errors.contains("--set brnd: "), "\(unknown.outcome.errors)")
  }

  @Test(arguments: [
    (["cup-red"], ["A cup", "Paint it red"]),
    (["cup-red+"], ["A cup", "Paint it red", "Make it night"]),
    (["sig?"], ["A sign"]),
    (["!cup*"], ["A sign"]),
    (["cup*", "not:cup-night"], ["A cup", "Paint it red"]),
  ])
  func selectors(_ selectors: [String], _ prompts: [String]) async throws {
    let bench = try CommandBench(assets: Self.chain)
    let (outcome, billed) = try await bench.emulate(selectors)
    #expect(outcome.status == .success)
    #expect(billed.map(\.prompt) == prompts)
  }

  @Test func foldersOfTheLine() async throws {
    let bench = try CommandBench(assets: "sign: {generate: image, prompt: A sign}")
    let line = ["--output-dir", "elsewhere/media", "--state-dir", "elsewhere/state"]
    let (outcome, _) = try await bench.emulate(line)
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("Outputs: elsewhere/media\n"))
    let files = try FolderSnapshot(bench.folder.path).files
    #expect(files.contains("elsewhere/media/sign.jpg"))
    #expect(files.allSatisfy { $0.hasPrefix("elsewhere/") || $0 == "reel.yaml" }, "\(files)")
    let again = try await bench.emulate(line)
    #expect(again.billed.isEmpty)
    #expect(again.outcome.output.hasPrefix("Done: 1 fresh"))
  }

  @Test func theUsualOutputFolderMayBeSaid() async throws {
    let bench = try CommandBench(assets: "sign: {generate: image, prompt: A sign}")
    #expect(try await bench.emulate().outcome.status == .success)
    for name in ["out/shop-emulator", "./out/../out/shop-emulator/", Self.out(bench)] {
      let (outcome, _) = try await bench.emulate(["--output-dir", name])
      #expect(outcome.output.hasPrefix("Done: 1 fresh"), "\(name): \(outcome.output)")
    }
  }

  @Test func aFolderThatIsMovedStaysFresh() async throws {
    let bench = try CommandBench(assets: "sign: {generate: image, prompt: A sign}")
    #expect(try await bench.emulate().outcome.status == .success)
    let moved = try CommandBench()
    for name in ["reel.yaml", "out", ".reel"] {
      try #require(rename(bench.folder.file(name), moved.folder.file(name)) == 0)
    }
    let (outcome, _) = try await moved.emulate()
    #expect(outcome.output.hasPrefix("Done: 1 fresh"), "\(outcome.errors)")
  }

  @Test func whatIsMovedLeavesNothingBehind() async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup, output: a/cup.jpg}
        sign: {generate: image, prompt: A sign, output: sign.jpg}
        kite: {generate: image, prompt: A kite, output: kite.jpg}
        """)
    _ = try await bench.emulate()
    let before = try Self.digests(bench)
    // One is moved, two swap places, one that is no longer asked for stays.
    try bench.write(
      assets: """
        cup: {generate: image, prompt: A cup, output: b/cup.jpg}
        sign: {generate: image, prompt: A sign, output: kite.jpg}
        kite: {generate: image, prompt: A kite, output: sign.jpg}
        """)
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success && billed.isEmpty, "\(outcome.errors)")
    let after = try Self.digests(bench)
    #expect(try FolderSnapshot(Self.out(bench)).files == ["b/cup.jpg", "kite.jpg", "sign.jpg"])
    #expect(after["b/cup.jpg"] == before["a/cup.jpg"])
    #expect(after["kite.jpg"] == before["sign.jpg"] && after["sign.jpg"] == before["kite.jpg"])
    #expect(!outcome.errors.contains("no asset makes"))
    try bench.write(assets: "cup: {generate: image, prompt: A cup, output: b/cup.jpg}")
    let last = try await bench.emulate()
    #expect(last.outcome.status == .success)
    #expect(
      last.outcome.errors.contains(
        "reel: 2 outputs that no asset makes any more were left where they are, for you to keep "
          + "elsewhere or to remove: out/shop-emulator/kite.jpg, out/shop-emulator/sign.jpg\n"))
    #expect(try FolderSnapshot(Self.out(bench)).files == ["b/cup.jpg", "kite.jpg", "sign.jpg"])
  }

  @Test func ofMuchThatNoAssetMakesSomeIsNamedUntilItIsRemoved() async throws {
    let kite = "kite: {generate: image, prompt: A kite, count: 5}"
    let cup = "cup: {generate: image, prompt: A cup}"
    let bench = try CommandBench(assets: kite + "\n" + cup)
    _ = try await bench.emulate()
    try bench.write(assets: cup)
    let first = try await bench.emulate().outcome
    #expect(first.errors.contains("reel: 5 outputs that no asset makes any more were left"))
    #expect(
      first.errors.contains(
        "kite-3.jpg and 2 more; 'reel verify' names them all\n"), "\(first.errors)")
    #expect(!first.errors.contains("kite-4.jpg"))
    for number in 1...4 { FileStatus.remove(Self.out(bench, "kite-\(number).jpg")) }
    try bench.write(assets: cup.replacing("A cup", with: "A mug"))
    let second = try await bench.emulate().outcome
    #expect(
      second.errors.contains(
        "reel: 1 output that no asset makes any more was left where it is, for you to keep "
          + "elsewhere or to remove: out/shop-emulator/kite-5.jpg\n"), "\(second.errors)")
    FileStatus.remove(Self.out(bench, "kite-5.jpg"))
    try bench.write(assets: cup)
    #expect(try await !bench.emulate().outcome.errors.contains("no asset makes"))
  }

  /// Two with the same bytes, one of which another manifest of the folder asks for now.
  @Test func whatAnotherManifestAsksForIsNotCleared() async throws {
    let cup = "cup: {generate: image, prompt: A cup, output: cup.jpg}"
    let mug = "mug: {generate: image, prompt: A cup, output: mug.jpg}"
    let bench = try CommandBench(assets: cup + "\n" + mug)
    _ = try await bench.emulate()
    try bench.write("summer.yaml", "version: 1\nname: shop\nassets:\n  \(mug)\n")
    let summer = ["run", "summer.yaml", "--emulator", "--render", "instant"]
    #expect(await bench.run(summer).status == .success)
    try bench.write(assets: cup)
    #expect(try await bench.emulate().outcome.status == .success)
    #expect(try FolderSnapshot(Self.out(bench)).files == ["cup.jpg", "mug.jpg"])
    // And from then on nothing is written.
    let before = try FolderSnapshot(bench.folder.path)
    #expect(await bench.run(summer).status == .success)
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func whatIsAdoptedInAnotherFormatLeavesNothingBehind() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}\n")
    _ = try await bench.emulate()
    #expect(try FolderSnapshot(Self.out(bench)).files == ["cup.jpg"])
    let mine = try CommandBench(assets: "pic: {generate: image, prompt: Mine, output: pic.png}")
    _ = try await mine.emulate()
    _ = try bench.folder.write("mine.png", try mine.folder.read("out/shop-emulator/pic.png"))
    let taken = await bench.run(["adopt", "reel.yaml", "cup", "mine.png", "--emulator"])
    #expect(taken.status == .success, "\(taken.errors)")
    let (outcome, _) = try await bench.emulate(["-v"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(try FolderSnapshot(Self.out(bench)).files == ["cup.png"])
    #expect(outcome.errors.contains("reel: removed 'out/shop-emulator/cup.jpg'"))
  }

  @Test func anOldOutputThatAnotherHandChangedIsLeft() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup, output: cup.jpg}")
    _ = try await bench.emulate()
    try bench.write("out/shop-emulator/cup.jpg", "mine")
    try bench.write(assets: "cup: {generate: image, prompt: A cup, output: mug.jpg}")
    #expect(try await bench.emulate().outcome.status == .success)
    #expect(try FolderSnapshot(Self.out(bench)).files == ["cup.jpg", "mug.jpg"])
  }
}
