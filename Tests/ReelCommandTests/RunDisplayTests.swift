import ReelBasics
import ReelEngine
import ReelManifest
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What is written of a run, at moments that the tests choose.
@Suite(.timeLimit(.minutes(10)))
struct RunDisplayTests {
  typealias Bench = ProgressBench

  private func display(
    isLive: Bool, isQuiet: Bool = false, isVerbose: Bool = false, _ stream: CapturedStream
  ) throws -> RunDisplay {
    RunDisplay(
      ProgressModel(total: 3), timeLeft: nil,
      log: try Bench.log(isLive: isLive, isQuiet: isQuiet, isVerbose: isVerbose),
      view: Bench.view(idWidth: 8), writer: stream.writer)
  }

  @Test func `a log says that it is alive when nothing else was said for half a minute`()
    async throws
  {
    let stream = CapturedStream()
    let display = try display(isLive: false, stream)
    display.show(at: .seconds(29))
    display.observe(Bench.event(29, "a", .asked(slots: [1], attempt: 1)))
    display.observe(Bench.event(40, "a", .progress(40)))
    display.show(at: .seconds(58.9))
    display.show(at: .seconds(59))
    display.show(at: .seconds(60))
    display.show(at: .seconds(89))
    display.observe(Bench.ended(90, "a", .made, paths: ["a.png"]))
    display.show(at: .seconds(119))
    display.end()
    display.show(at: .seconds(500))
    let lines = await stream.finish().split(separator: "\n")
    #expect(
      lines == [
        "  29.0s  a         asked",
        "  59.0s  still running: 1 in flight (a 30 s polling 40 %), 2 left",
        "  1m29s  still running: 1 in flight (a 1 min polling 40 %), 2 left",
        "  1m30s  a         made  out/a.png",
      ])
  }

  @Test func `who tells of an event never waits for who reads the log`() async throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    let display = RunDisplay(
      ProgressModel(total: 3), timeLeft: nil, log: try Bench.log(isLive: false),
      view: Bench.view(idWidth: 8), writer: DescriptorWriter(descriptor: writing))
    // More than a pipe holds, and nobody reads.
    for _ in 0..<20_000 { display.observe(Bench.event(1, "a", .warning("odd"))) }
    let text = Task.detached {
      var bytes: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = read(reading, &piece, piece.count), count > 0 {
        bytes += piece.prefix(count)
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    display.end()
    close(writing)
    #expect(await text.value.split(separator: "\n").count == 20_000)
    close(reading)
  }

  @Test func `who interrupts a run hears what is awaited`() async throws {
    let stream = CapturedStream()
    let display = try display(isLive: false, stream)
    display.observe(Bench.event(1, "a", .asked(slots: [1], attempt: 1)))
    display.observe(Bench.event(5, nil, part: nil, .stopping(.interrupted)))
    display.show(at: .seconds(5.1))
    display.observe(Bench.ended(6, "a", .made))
    display.observe(Bench.event(6, nil, part: nil, .stopping(.interrupted)))
    display.show(at: .seconds(6.1))
    display.end()
    let text = await stream.finish()
    #expect(text.contains("   5.1s  still running: 1 in flight (a 4 s), 2 left\n"), "\(text)")
    #expect(text.split(separator: "\n").count == 5, "nothing is awaited any more: \(text)")
  }

  @Test func `below the log of a live run stand those under way`() async throws {
    let stream = CapturedStream()
    let display = try display(isLive: true, stream)
    var terminal = TestTerminal(TerminalScreen.Size(columns: 80, rows: 24))
    display.observe(Bench.event(0, "a", .asked(slots: [1], attempt: 1)))
    display.observe(Bench.event(0, "b", .progress(10)))
    display.show(at: .seconds(0.1))
    // Nothing is new, and a second is not over.
    display.show(at: .seconds(0.2))
    display.observe(Bench.event(1, "b", .warning("odd")))
    stream.writer.write("reel: another word\n")
    display.observe(Bench.ended(2, "a", .failed(reason: "no", remedy: .said)))
    display.show(at: .seconds(2))
    let marker = stream.writer
    marker.write("END\n")
    display.observe(Bench.ended(3, "b", .made, paths: ["b.mp4"]))
    display.end()
    display.show(at: .seconds(4))
    let bytes = await stream.finish()
    let frames = bytes.split(separator: "\u{1B}[?2026h")
    #expect(frames.count == 5, "one for each change: \(frames)")
    terminal.write(frames.prefix(4).map { "\u{1B}[?2026h" + $0 }.joined())
    #expect(
      terminal.lines == [
        "reel: another word", "   1.0s  b         warning: odd", "   2.0s  a         failed: no",
        "END", "     2s  1 failed, 1 running, 1 left", "     2s  b         polling 10 %",
      ])
    #expect(!terminal.isCursorVisible)
    terminal.write("\u{1B}[?2026h" + frames[4])
    #expect(terminal.lines.last == "   3.0s  b         made  out/b.mp4")
    #expect(terminal.lines.count == 5 && terminal.isCursorVisible && terminal.wraps)
  }

  @Test(arguments: [(true, false, 1), (true, true, 4), (false, false, 3), (false, true, 4)])
  func `what is under way is in the log where nobody sees it`(
    isLive: Bool, isVerbose: Bool, lines: Int
  ) throws {
    let log = try Bench.log(isLive: isLive, isVerbose: isVerbose)
    let events = [
      Bench.event(0, "a", .asked(slots: [1], attempt: 1)),
      Bench.event(1, "a", .retrying(reason: "429", after: .seconds(1))),
      Bench.event(2, "a", .progress(10)), Bench.event(2, "a", .received(bytes: 10)),
      Bench.ended(3, "a", .made),
    ]
    #expect(events.compactMap(log.line).count == lines)
    let quiet = try Bench.log(isLive: isLive, isQuiet: true)
    #expect(events.compactMap(quiet.line).isEmpty)
  }

  @Test(
    arguments: [
      (["TERM": "xterm"], false), ([:], false), (["TERM": "dumb"], false),
    ] as [([String: String], Bool)])
  func `a pipe is never live`(environment: [String: String], isLive: Bool) async {
    let stream = CapturedStream()
    let (never, continuation) = AsyncStream.makeStream(of: Void.self)
    defer { continuation.finish() }
    let context = ProcessContext(
      arguments: [], environment: Environment(environment), folder: "/", output: stream.writer,
      errors: stream.writer, interrupts: { never })
    #expect(RunDisplay.canBeLive(context) == isLive)
    _ = await stream.finish()
  }
}
