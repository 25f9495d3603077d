import ReelBasics
import ReelEmulator
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `reel report` and `run --report`: the page says what records and disk do, and nothing else changes.
@Suite(.timeLimit(.minutes(10)))
struct ReportCommandTests {
  private static let shop = """
    cup: {generate: image, prompt: A <cup>, count: 2, tags: [hero], output: 'my cups/${index} 100%.png'}
    red: {edit: cup, prompt: Paint it red, size: 320x180, output: red.png}
    clip: {animate: red, prompt: It turns, duration: 1}
    """

  private func page(_ bench: CommandBench, _ name: String) throws -> String {
    String(
      decoding: try LocalFileReader().read(bench.folder.file(name), limit: 1 << 26), as: UTF8.self)
  }

  /// The part of a page that stands before its gallery.
  private func toDo(_ page: String) throws -> Substring {
    page[..<(try #require(page.firstRange(of: "<section id=\"gallery\"")).lowerBound)]
  }

  @Test func thePageLinksWhatIsThereAndNothingElseChanges() async throws {
    let bench = try CommandBench(assets: Self.shop)
    #expect(try await bench.emulate().outcome.status == .success)
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(["report", "reel.yaml", "--emulator"])
    #expect(outcome.status == .success && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output == "Wrote reel.emulator.report.html\n")
    let after = try FolderSnapshot(bench.folder.path)
    #expect(after.changes(since: before) == ["reel.emulator.report.html"])
    let text = try page(bench, "reel.emulator.report.html")
    #expect(text.contains("src=\"out/shop-emulator/my%20cups/1%20100%25.png\""))
    #expect(text.contains("src=\"out/shop-emulator/red.png\" width=\"320\" height=\"180\""))
    #expect(text.contains("<video src=\"out/shop-emulator/clip.mp4\""))
    #expect(text.contains("3 assets: 3 done. $"))
    #expect(text.contains("data-copy=\"reel pick reel.yaml cup 2 --emulator\""))
    #expect(text.contains("A &lt;cup&gt;") && text.contains("reel.yaml:6:3"))
    #expect(!text.contains(bench.folder.path))
    // Again, and from another place.
    let elsewhere = await bench.run([
      "report", "reel.yaml", "--emulator", "-o", "out/page.html", "cup", "--embed",
    ])
    #expect(elsewhere.status == .success, "\(elsewhere.errors)")
    let embedded = try page(bench, "out/page.html")
    #expect(embedded.contains("href=\"shop-emulator/my%20cups/2%20100%25.png\""))
    #expect(embedded.contains("src=\"data:image/jpeg;base64,/9j/"))
    #expect(embedded.contains("1 asset: 1 done.") && !embedded.contains("red.png"))
    let output = await bench.run(["report", "reel.yaml", "--emulator", "-o", "-"])
    #expect(output.output.hasPrefix("<!DOCTYPE html>") && output.output.hasSuffix("</html>\n"))
  }

  @Test(arguments: [
    (".reel/emulator/state.sqlite", "a file of the records"),
    ("here/.reel/emulator/journal.ndjson", "a file of the records"),
    (".reel/page.html", "a file of the records"),
    ("here/.reel/emulator/reel.lock.yaml", "the lock file"),
    ("manifest.html", "a file of the manifest"), ("here/reel.yaml", "a file of the manifest"),
    ("here/mine.png", "an input of 'red'"), ("output.html", "the output of 'cup'"),
    ("here/out/shop-emulator/red.png", "the output of 'red'"),
    ("reel.draft.lock.yaml", "a lock file"), ("here/reel.lock.yaml", "a lock file"),
  ])
  func noLinkLeadsToAFileOfItsOwn(_ path: String, _ role: String) async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup, output: cup.png}
        red: {edit: ./mine.png, prompt: Paint it red, output: red.png}
        """)
    let picture = try PictureArtist.drawMosaic(width: 64, height: 64, seed: 7, format: .png)
    _ = try bench.folder.write("mine.png", picture)
    for name in ["reel.lock.yaml", "reel.draft.lock.yaml"] { try bench.write(name, "version: 1\n") }
    #expect(try await bench.emulate().outcome.status == .success)
    for (link, target) in [
      ("here", "."), ("manifest.html", "reel.yaml"), ("output.html", "out/shop-emulator/cup.png"),
    ] {
      try FileManager.default.createSymbolicLink(
        atPath: bench.folder.file(link), withDestinationPath: target)
    }
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(["report", "reel.yaml", "--emulator", "-o", path])
    #expect(outcome.status == .usage, "\(outcome.output)")
    #expect(
      outcome.errors == "reel: '--output' would write over \(role), '\(path)'\n",
      "\(outcome.errors)")
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  /// Where people chose the folder of the records, they may have files of their own in it.
  @Test func aPageMayStandBesideRecordsButNotInTheirPlace() async throws {
    let bench = try CommandBench(assets: Self.shop)
    try bench.write("kept/notes.txt", "mine")
    let line = ["report", "reel.yaml", "--state-dir", "kept", "-o"]
    let outcome = await bench.run(line + ["kept/page.html"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    for name in ["state.sqlite-wal", "journal.ndjson", "lock"] {
      let refused = await bench.run(line + ["kept/" + name])
      #expect(refused.status == .usage)
      #expect(refused.errors.contains("would write over a file of the records"))
    }
  }

  @Test func aPageBeforeTheFirstRunSaysWhatIsToBeMade() async throws {
    let bench = try CommandBench(assets: Self.shop)
    let outcome = await bench.run(["report", "reel.yaml", "-o", "-"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.output.contains("3 assets: 3 to be made. $0.00 billed, about $"))
    #expect(!outcome.output.contains("id=\"timeline\""))
    #expect(!(try FolderSnapshot(bench.folder.path).files.contains { $0.hasPrefix(".reel") }))
  }

  @Test func whatIsOneWorkIsPaidOnce() async throws {
    let bench = try CommandBench(
      assets: """
        one: {generate: image, prompt: A tree}
        two: {generate: image, prompt: A tree}
        """)
    _ = try await bench.emulate()
    let text = await bench.run(["report", "reel.yaml", "--emulator", "-o", "-"]).output
    #expect(text.contains("grok-imagine-image · $0.02</p>"))
    #expect(text.contains("grok-imagine-image · one work with one, paid there</p>"))
    #expect(text.contains("2 assets: 2 done. $0.02 would be billed."))
  }

  /// Behind a changed asset only its own words say whether what was asked for is what is asked for now.
  @Test func requestsForEarlierWordsAreNotAmongThoseOfThePage() async throws {
    let assets = """
      cup: {generate: image, prompt: A cup}
      red: {edit: cup, prompt: Paint it red}
      """
    let bench = try CommandBench(assets: assets)
    _ = try await bench.emulate()
    func expect(_ words: String) async {
      let text = await bench.run(["report", "reel.yaml", "--emulator", "-o", "-"]).output
      #expect(text.contains(words), "\(text)")
    }
    await expect("<p>2 requests: $0.042, by")
    let changed = assets.replacing("A cup", with: "A mug")
    try bench.write(assets: changed)
    await expect("<p>1 request: $0.022, by")
    try bench.write(assets: changed.replacing("Paint it red", with: "Paint it blue"))
    await expect("<p>0 requests: $0.00, by")
  }

  @Test func whatAnotherHandDidIsToDo() async throws {
    let bench = try CommandBench(assets: Self.shop)
    _ = try await bench.emulate()
    _ = try await BuiltTool.shell(
      "echo mine > out/shop-emulator/red.png && rm out/shop-emulator/clip.mp4",
      in: bench.folder.path)
    let text = await bench.run(["report", "reel.yaml", "--emulator", "-o", "-"]).output
    let told = try toDo(text)
    #expect(told.contains("modified</span>"))
    #expect(told.contains("move it away, and the next run writes its own"))
    #expect(text.contains("its file is missing"))
  }

  @Test func aRunThatFailsWritesItsPageToo() async throws {
    var options = EmulatorOptions()
    options.faults = FaultFile().read(
      Array("- {match: {prompt: Paint}, fault: moderated error}\n".utf8), name: "faults.yaml")
    let provider = try ProviderBench(assets: Self.shop, options: options)
    let outcome = await provider.run(["--report", "page.html", "--force", "*"])
    #expect(outcome.status == .failure, "\(outcome.errors)")
    let text = try page(provider.bench, "page.html")
    let told = try toDo(text)
    #expect(told.contains("✕ </span>refused</span>") && told.contains("--force"))
    #expect(told.contains("blocked</span>"))
    #expect(text.contains("3 assets: 1 refused, 1 blocked, 1 done."))
    #expect(text.contains("The run that wrote this page."))
    // With nothing to do but the same.
    let report = await provider.bench.run(
      ["report", "reel.yaml", "-o", "-", "--base-url", provider.emulator.baseURL])
    #expect(report.output.contains("3 assets: 1 refused, 1 blocked, 1 done."), "\(report.errors)")
  }

  @Test(arguments: [
    (["--report", "none/page.html"], "there is no folder 'none'"),
    (["--report", "-"], "takes a file"), (["--report", "page.html", "-n"], "is for a run"),
  ])
  func aPageThatCannotBeWrittenIsSaidBeforeAnythingIsPaid(
    words: [String], message: String
  ) async throws {
    let bench = try CommandBench(assets: Self.shop)
    let (outcome, billed) = try await bench.emulate(words)
    #expect(outcome.status == .usage && billed.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
