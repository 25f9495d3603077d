import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Outputs stay below their folder, whatever stands there.
@Suite(.timeLimit(.minutes(10)))
struct OutputSafetyTests {
  private static let assets = """
    sign: {generate: image, prompt: A sign, output: media/sign.png}
    cup: {generate: image, prompt: A cup}
    """

  @Test func aLinkThatLeadsOut() async throws {
    let bench = try CommandBench(assets: Self.assets)
    let elsewhere = try TemporaryDirectory()
    defer { elsewhere.remove() }
    try bench.write("out/shop-emulator/note.txt", "mine")
    let link = bench.folder.file("out/shop-emulator/media")
    try #require(symlink(elsewhere.path, link) == 0)
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .failure)
    #expect(billed.map(\.prompt) == ["A cup"])
    #expect(elsewhere.names() == [])
    #expect(outcome.errors.contains("out/shop-emulator/media/sign.png"), "\(outcome.errors)")
    let forced = try await bench.emulate(["-B", "sign"])
    #expect(forced.outcome.status == .failure)
    #expect(elsewhere.names() == [])
    #expect(forced.outcome.errors.contains("symbolic link"), "\(forced.outcome.errors)")
  }

  @Test func aLinkInAnOutputsPlace() async throws {
    let bench = try CommandBench(assets: Self.assets)
    try bench.write("precious.txt", "precious")
    try bench.write("out/shop-emulator/note.txt", "mine")
    try #require(
      symlink(bench.folder.file("precious.txt"), bench.folder.file("out/shop-emulator/cup.jpg"))
        == 0)
    #expect(try await bench.emulate().outcome.status == .failure)
    #expect(try bench.folder.read("precious.txt") == Array("precious".utf8))
  }

  @Test func aFolderInAnOutputsPlaceIsNeverRemoved() async throws {
    let bench = try CommandBench(assets: Self.assets)
    try bench.write("out/shop-emulator/cup.jpg/notes.txt", "mine")
    let (outcome, billed) = try await bench.emulate(["-B", "cup"])
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("is a folder"), "\(outcome.errors)")
    #expect(billed.count <= 1)
    #expect(try bench.folder.read("out/shop-emulator/cup.jpg/notes.txt") == Array("mine".utf8))
  }

  @Test(
    arguments: [
      ([], ".reel"), ([], "./.Reel/emulator/objects"), (["--state-dir", "records"], "records/out"),
    ] as [([String], String)])
  func anOutputFolderAmongTheRecords(state: [String], folder: String) async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    let (outcome, billed) = try await bench.emulate(state + ["--output-dir", folder])
    #expect(outcome.status == .usage && billed.isEmpty)
    #expect(outcome.errors.contains("'--output-dir'"), "\(outcome.errors)")
  }

  @Test(arguments: ["out", "Out/./shop-emulator", "."])
  func recordsAroundTheOutputs(state: String) async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    for line in [["plan", "reel.yaml", "--emulator"], ["run", "reel.yaml", "--emulator"]] {
      let outcome = await bench.run(line + ["--state-dir", state])
      #expect(outcome.status == .usage)
      #expect(outcome.errors.contains("'--state-dir' cannot be "), "\(outcome.errors)")
      #expect(outcome.errors.contains("'out/shop-emulator'"), "\(outcome.errors)")
    }
    #expect(try FolderSnapshot(bench.folder.path).files == ["reel.yaml"])
    #expect(try await bench.emulate(["--state-dir", "out/records"]).outcome.status == .success)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func aFolderThatMayNotBeWritten() async throws {
    let bench = try CommandBench(assets: Self.assets)
    try bench.write("out/shop-emulator/note.txt", "mine")
    let folder = bench.folder.file("out/shop-emulator")
    chmod(folder, 0o500)
    defer { chmod(folder, 0o700) }
    let (outcome, _) = try await bench.emulate()
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("ermission denied"), "\(outcome.errors)")
    chmod(folder, 0o700)
    // What was paid for is in the store.
    let again = try await bench.emulate()
    #expect(again.outcome.status == .success)
    #expect(again.billed.isEmpty)
  }

  @Test func aFileInTheOutputFoldersPlace() async throws {
    let bench = try CommandBench(assets: Self.assets)
    try bench.write("out", "a file")
    let (outcome, _) = try await bench.emulate()
    #expect([.failure, .usage].contains(outcome.status), "\(outcome.errors)")
    #expect(outcome.errors.contains("out"), "\(outcome.errors)")
    #expect(try bench.folder.read("out") == Array("a file".utf8))
  }
  @Test func anOutputThatWasWrittenAndNotRecorded() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    #expect(try await bench.emulate().outcome.status == .success)
    // As a run leaves it that is killed between the two.
    let bytes = try bench.folder.read("out/shop-emulator/cup.jpg")
    _ = try bench.folder.write("out/shop-emulator/mug.jpg", bytes)
    try bench.write(assets: "cup: {generate: image, prompt: A cup, output: mug.jpg}")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(billed.isEmpty)
    _ = try bench.folder.write("out/shop-emulator/pot.jpg", Array("mine".utf8))
    try bench.write(assets: "cup: {generate: image, prompt: A cup, output: pot.jpg}")
    #expect(try await bench.emulate().outcome.status == .failure)
    #expect(try bench.folder.read("out/shop-emulator/pot.jpg") == Array("mine".utf8))
  }

  @Test func anIdleRunNamesItsOutputs() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup, count: 2}")
    #expect(try await bench.emulate().outcome.status == .success)
    let idle = try await bench.emulate(["--format", "json"]).outcome
    #expect(idle.status == .success)
    let report = try JSONValue(parsing: idle.output.utf8)
    let paths = report["assets"]?.elements?.first?["paths"]
    #expect(paths == ["cup-1.jpg", "cup-2.jpg"], "\(idle.output)")
  }
}
