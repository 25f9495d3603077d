import ReelBasics
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand

/// The repository's manifests, run on the emulator to the last file.
@Suite(.timeLimit(.minutes(10)))
struct ManifestRunTests {
  private static let threads = WorkerThreads(width: 2)

  @Test func quickstart() async throws {
    let bench = try CommandBench()
    try bench.takeManifests()
    let line = ["run", "manifests/quickstart.yaml", "--emulator", "--render", "instant"]
    let outcome = await bench.run(line + ["--ledger", "ledger"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("Done: 3 made in "))
    #expect(
      outcome.output.hasSuffix(
        "Nothing was paid; the provider would take $0.194. "
          + "Outputs: manifests/out/quickstart-emulator\n"))
    let out = bench.folder.file("manifests/out/quickstart-emulator")
    #expect(try FolderSnapshot(out).files == ["kite-dusk.jpg", "kite-flies.mp4", "kite.png"])
    try await expectFormats(out)
    #expect(try LedgerLine.read(bench.folder.file("ledger")).count == 3)

    let before = try FolderSnapshot(bench.folder.path)
    let again = await bench.run(line + ["--ledger", "second"])
    #expect(again.status == .success)
    #expect(again.errors.isEmpty)
    #expect(again.output.hasPrefix("Done: 3 fresh in "))
    // A ledger's file is there as soon as an emulator starts.
    let changes = try FolderSnapshot(bench.folder.path).changes(since: before)
    #expect(changes.isEmpty, "\(changes)")
  }

  @Test func campaign() async throws {
    let bench = try CommandBench()
    try bench.takeManifests()
    let line = ["run", "manifests/campaign.yaml", "--emulator", "--render", "instant"]
    let outcome = await bench.run(line + ["--ledger", "ledger"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    let out = bench.folder.file("manifests/out/spring-campaign-emulator")
    let files = try FolderSnapshot(out).files
    #expect(files.count == 34, "\(files)")
    try await expectFormats(out)
    let sizes = [
      "product/cup-studio.jpg": (1080, 1080), "product/cup-labelled.png": (1080, 1080),
      "formats/banner-1456x416.jpg": (1456, 416), "formats/square.webp": (1080, 1080),
      "formats/newsletter.png": (1200, 400),
    ]
    for (name, size) in sizes {
      let info = try await Pictures(threads: Self.threads).probe("\(out)/\(name)")
      #expect((info.width, info.height) == size, "\(name)")
    }
    let billed = try LedgerLine.read(bench.folder.file("ledger"))
    // One request for each asset: those with variants bring them in one.
    #expect(billed.count == 30)
    #expect(Set(billed.map(\.body)).count == billed.count)

    let before = try FolderSnapshot(bench.folder.path)
    let again = await bench.run(line + ["--ledger", "second"])
    #expect(again.status == .success)
    #expect(again.output.hasPrefix("Done: 30 fresh in "))
    #expect(try FolderSnapshot(bench.folder.path).changes(since: before).isEmpty)
  }

  @Test func theManifestThatInitWrites() async throws {
    let bench = try CommandBench()
    let outcome = await bench.run(["init", "new shots"])
    #expect(outcome.status == .success)
    #expect(outcome.output.contains("reel run 'new shots/reel.yaml' --emulator"))
    let before = try FolderSnapshot(bench.folder.path)
    let again = await bench.run(["init", "new shots"])
    #expect(again.status == .usage)
    #expect(again.errors == "reel: new shots/reel.yaml exists already; it is left as it is\n")
    #expect(try FolderSnapshot(bench.folder.path) == before)
    let check = await bench.run(["check", "new shots/reel.yaml"])
    #expect(check.status == .success, "\(check.output)")
    let run = await bench.run(
      ["run", "new shots/reel.yaml", "--emulator", "--render", "instant"])
    #expect(run.status == .success, "\(run.errors)")
    #expect(
      try FolderSnapshot(bench.folder.file("new shots/out/first-reel-emulator")).files
        == ["clip.mp4", "dusk.jpg", "still.jpg"])
  }

  /// Every file is what its name promises, and decodes.
  private func expectFormats(_ folder: String) async throws {
    let pictures = Pictures(threads: Self.threads)
    let films = Films(threads: Self.threads, environment: Environment(CommandBench.environment))
    for name in try FolderSnapshot(folder).files {
      let path = "\(folder)/\(name)"
      let head = try #require(FileStatus.head(of: path, count: 64))
      let suffix = try #require(name.split(separator: ".").last)
      #expect(MediaFormat(sniffing: head) == MediaFormat(fileExtension: suffix), "\(name)")
      if suffix == "mp4" {
        _ = try await films.probe(path)
      } else {
        _ = try await pictures.probe(path)
      }
    }
  }
}
