import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Signals to the program itself, and the runs after them.
@Suite(
  .timeLimit(.minutes(10)),
  .enabled(if: BuiltTool.path != nil, "the program reel is not beside the tests"))
struct SignalTests {
  /// A line of shell that runs `$REEL run reel.yaml` and sends it signals as soon as its log says a
  /// word; it ends with the run's status.
  private static func run(_ arguments: String, _ signals: (word: String, signal: String)...)
    -> String
  {
    let cases = signals.map { "*\"\($0.word)\"*) kill -\($0.signal) \"$run\";;" }
    return """
      export XAI_API_KEY=\(ProviderBench.key)
      rm -f log && mkfifo log
      $REEL run reel.yaml -v \(arguments) >out.txt 2>log &
      run=$!
      echo "$run" >pid
      while read -r line; do
        echo "$line" >>err.txt
        case "$line" in \(cases.joined(separator: " ")) esac
      done <log
      wait "$run"
      """
  }

  private static let clip = "clip: {generate: video, prompt: A kite, duration: 1}"

  @Test func oneInterruptEndsItWith130() async throws {
    let bench = try CommandBench(assets: Self.clip)
    let line = Self.run(
      "--emulator --render instant --latency video=600s", ("  job ", "INT"))
    #expect(try await BuiltTool.shell(line, in: bench.folder.path) == 130)
    let said = String(decoding: try bench.folder.read("out.txt"), as: UTF8.self)
    #expect(said.contains("1 in-flight"), "\(said)")
    let files = try FolderSnapshot(bench.folder.path).files
    #expect(!files.contains { $0.hasSuffix(".part") || $0.hasPrefix("out/") }, "\(files)")
  }

  @Test func theSecondInterruptLeavesAtOnce() async throws {
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: "sign: {generate: image, prompt: A sign}",
      options: EmulatorOptions(imageLatency: .seconds(1)), timer: timer)
    let folder = bench.bench.folder
    try bench.bench.write("result.xml", "<?xml version=\"1.0\"?><testsuites/>")
    let line = Self.run(
      "--base-url \(bench.emulator.baseURL) --junit result.xml --events events.ndjson",
      ("interrupted", "INT"))
    async let status = BuiltTool.shell(line, in: folder.path)
    // The request is on the wire.
    await timer.waitForScheduled(1)
    let digits = String(decoding: try folder.read("pid"), as: UTF8.self).prefix { $0 != "\n" }
    kill(try #require(pid_t(digits)), SIGINT)
    #expect(try await status == 130)
    // The result of an earlier run would be taken for its own.
    let cases = String(decoding: try folder.read("result.xml"), as: UTF8.self)
    #expect(cases.contains("did not come to its end"), "\(cases)")
    let events = String(decoding: try folder.read("events.ndjson"), as: UTF8.self)
    #expect(!events.contains("run-ended"), "\(events)")
    // Its answer never came: it may have been billed.
    let plan = await bench.bench.run(["plan", "reel.yaml", "--base-url", bench.emulator.baseURL])
    try #require(plan.status == .waiting, "\(plan.output)")
    #expect(plan.output.contains("unsettled"))
    #expect(await bench.run().status == .waiting)
  }

  /// Whoever looks and sends nothing has nothing to bring to an end.
  @Test func aCommandThatOnlyLooksEndsWithTheFirstSignal() async throws {
    let bench = try CommandBench(assets: Self.clip)
    // Of more than a pipe holds, the last is written once the first is read.
    let line = """
      mkfifo in
      $REEL check - <in &
      exec 3>in
      head -c 3000000 /dev/zero | tr '\\0' '#' >&3
      kill -TERM $!
      exec 3>&-
      wait $!
      """
    #expect(try await BuiltTool.shell(line, in: bench.folder.path) == 128 + SIGTERM)
  }

  @Test func aTerminalThatGoesEndsNoRunUnderNohup() async throws {
    let bench = try CommandBench(assets: Self.clip)
    // The run asks after the film for the first time a while after it heard of the job.
    let line =
      "trap '' HUP\n"
      + Self.run("--emulator --render instant --latency video=0s", ("  job ", "HUP"))
    #expect(try await BuiltTool.shell(line, in: bench.folder.path) == 0)
  }

  /// Else the first files that are opened would be standard output and error, and the log would stand
  /// in them.
  @Test(arguments: [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
  func closedDescriptorsAreNobodyElses(_ closing: String) async throws {
    let bench = try CommandBench(assets: Self.clip)
    let line = "$REEL run reel.yaml --emulator --render instant -v \(closing)"
    #expect(try await BuiltTool.shell(line, in: bench.folder.path) == 0)
    let journal = String(
      decoding: try bench.folder.read(".reel/emulator/journal.ndjson"), as: UTF8.self)
    #expect(journal.split(separator: "\n").allSatisfy { $0.hasPrefix("{") }, "\(journal)")
  }

  @Test(arguments: ["KILL", "TERM", "HUP"])
  func aJobThatWasStartedIsCollectedAfter(_ signal: String) async throws {
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: Self.clip, options: EmulatorOptions(videoLatency: .milliseconds(50)), timer: timer)
    let folder = bench.bench.folder
    let line = Self.run(
      "--base-url \(bench.emulator.baseURL) --junit result.xml", ("  job ", signal))
    let status = try await BuiltTool.shell(line, in: folder.path)
    #expect(status == (signal == "KILL" ? 137 : 130))
    let cases = String(decoding: try folder.read("result.xml"), as: UTF8.self)
    #expect(cases.contains("did not come to its end") == (signal == "KILL"), "\(cases)")
    timer.advance(by: .seconds(1))
    let next = await bench.run()
    #expect(next.status == .success, "\(next.errors)")
    #expect(bench.billed.count == 1, "it is not asked for again")
    #expect(try FolderSnapshot(folder.file("out")).files == ["shop/clip.mp4"])
  }
}
