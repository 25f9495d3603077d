import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program itself, in a shell: what only a process of its own shows.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled(if: BuiltTool.path != nil, "the program reel is not beside the tests"))
struct BuiltToolTests {
  private static let sign = "sign: {generate: image, prompt: A sign}"

  private func text(_ name: String, _ bench: CommandBench) throws -> String {
    String(decoding: try bench.folder.read(name), as: UTF8.self)
  }

  @Test(arguments: [
    ("$REEL --version", Int32(0)), ("$REEL plan reel.yaml", 0), ("$REEL", 2), ("$REEL chek", 2),
    ("$REEL check missing.yaml", 2), ("$REEL run reel.yaml", 2),
    ("$REEL run reel.yaml --emulator --render instant --budget 0.01", 3),
    ("$REEL run reel.yaml --emulator --render instant", 0),
  ])
  func statuses(_ line: String, _ status: Int32) async throws {
    let bench = try CommandBench(assets: Self.sign)
    #expect(
      try await BuiltTool.shell("\(line) >out.txt 2>err.txt", in: bench.folder.path) == status)
  }

  @Test(.enabled(if: access("/dev/full", W_OK) == 0, "no /dev/full"))
  func whatCannotBeWrittenIsNoSuccess() async throws {
    let bench = try CommandBench(assets: Self.sign)
    for command in ["plan reel.yaml", "check reel.yaml", "--help"] {
      let line = "$REEL \(command) >/dev/full 2>err.txt"
      #expect(try await BuiltTool.shell(line, in: bench.folder.path) == 1, "\(command)")
      #expect(
        try text("err.txt", bench)
          == "reel: standard output cannot be written: No space left on device\n")
    }
    // A run is about its outputs: its report for programs is one of them, its words are not.
    for (format, status) in [("text", Int32(0)), ("json", 1)] {
      let line = "$REEL run reel.yaml --emulator --render instant --format \(format)"
      #expect(
        try await BuiltTool.shell("\(line) >/dev/full 2>/dev/null", in: bench.folder.path) == status
      )
    }
    // A reader that has enough is no trouble.
    let line = "{ $REEL plan reel.yaml; echo $? >rc.txt; } 2>err.txt | true; cat rc.txt | grep -q 0"
    #expect(try await BuiltTool.shell(line, in: bench.folder.path) == 0)
    #expect(try text("err.txt", bench).isEmpty)
  }

  @Test func resultsAndAllElseGoTwoWays() async throws {
    let bench = try CommandBench(assets: Self.sign)
    let status = try await BuiltTool.shell(
      "$REEL run reel.yaml --emulator --render instant --format json >out.txt 2>err.txt",
      in: bench.folder.path)
    #expect(status == 0)
    let json = try JSONValue(parsing: try bench.folder.read("out.txt"))
    #expect(json["schema"]?.string == "reel.run/1")
    #expect(json["counts"] == ["made": 1])
    let log = try text("err.txt", bench).split(separator: "\n")
    #expect(log.count == 2, "\(log)")
    #expect(log.allSatisfy { $0.contains("sign") })
  }

  @Test func aManifestOnStandardInput() async throws {
    let bench = try CommandBench(assets: Self.sign)
    let good = try await BuiltTool.shell("$REEL check - <reel.yaml >out.txt", in: bench.folder.path)
    #expect(good == 0)
    #expect(try text("out.txt", bench) == "-: 1 asset, nothing wrong\n")
    let bad = try await BuiltTool.shell(
      "echo 'version: 3' | $REEL check - >out.txt", in: bench.folder.path)
    #expect(bad == 2)
    #expect(try text("out.txt", bench).contains("<stdin>:1:10: error:"))
    let run = try await BuiltTool.shell(
      "$REEL run - --emulator --render instant <reel.yaml >out.txt 2>err.txt", in: bench.folder.path
    )
    let said = try text("err.txt", bench)
    #expect(run == 0, "\(said)")
    #expect(try FolderSnapshot(bench.folder.file("out")).files == ["shop-emulator/sign.jpg"])
  }

  @Test func aReaderThatGoesIsNoTrouble() async throws {
    let bench = try CommandBench()
    try bench.takeManifests()
    let line = """
      { $REEL plan manifests/campaign.yaml --format json 2>err.txt; echo $? >status.txt; } | head -n 1
      """
    #expect(try await BuiltTool.shell("\(line) >out.txt", in: bench.folder.path) == 0)
    #expect(try text("out.txt", bench) == "{\n")
    #expect(try text("err.txt", bench).isEmpty)
    #expect(try text("status.txt", bench) == "0\n")
  }
}
