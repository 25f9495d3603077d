import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelCommand

/// What is known of a run while it goes on, in words and in frames.
@Suite struct ProgressTests {
  // MARK: One asset

  private static let job: [RunEvent.Kind] = [
    .preparing, .asked(slots: [1], attempt: 1), .jobStarted(id: "j"), .progress(40),
  ]

  /// Each event comes a second after the one before it.
  @Test(
    arguments: [
      ([.preparing], 0, "preparing"), (Array(job.prefix(2)), 0, "asked"),
      (Array(job.prefix(3)), 0, "polling"), (job, 0, "polling 40 %"),
      ([.resumed(job: "j")], 0, "polling"),
      (
        job + [.retrying(reason: "no\u{1B}answer", after: .seconds(8))], 0,
        "again in 8s: no\u{FFFD}answer"
      ),
      (job + [.retrying(reason: "no answer", after: .seconds(8))], 7.4, "again in 1s: no answer"),
      (job + [.retrying(reason: "no answer", after: .seconds(8))], 8, "polling 40 %"),
      (Array(job.prefix(2)) + [.retrying(reason: "429", after: .seconds(8))], 9, "queued"),
      (
        [.asked(slots: [1], attempt: 1), .retrying(reason: "otherwise", after: .zero)], 0, "queued"
      ),
      (job + [.fetching], 0, "downloading"), (job + [.fetching], 2, "downloading"),
      ([.fetching, .received(bytes: 6_200_000)], 1, "downloading 3.1 MB/s"),
      ([.fetching, .received(bytes: 30_000)], 0, "downloading 30 kB/s"),
      // The next file begins anew.
      (
        [.fetching, .received(bytes: 9_000_000), .received(bytes: 100_000)], 1,
        "downloading 0.1 MB/s"
      ),
      (job + [.fetching, .retrying(reason: "cut off", after: .seconds(1))], 1, "queued"),
      ([.fetching, .kept(slot: 1, media)], 0, "writing"),
    ] as [([RunEvent.Kind], Double, String)])
  func `what is being done about an asset`(kinds: [RunEvent.Kind], later: Double, words: String) {
    let events = kinds.enumerated().map { ProgressBench.event(Double($0), "a", $1) }
    let now = Duration.seconds(Double(kinds.count - 1) + later)
    let assets = ProgressBench.model(1, events).assets
    #expect(assets.map { $0.progress.words(at: now) } == [words])
  }

  private static let media = MediaRecord(
    digest: SHA256.digest(""), mediaType: "image/png", byteCount: 1, width: 1, height: 1)

  @Test func `several requests of one asset`() {
    let model = ProgressBench.model(
      1,
      [
        ProgressBench.event(0, "a", part: 0, .asked(slots: [1], attempt: 1)),
        ProgressBench.event(0, "a", part: 1, .progress(20)),
        ProgressBench.event(0, "a", part: 2, .progress(60)),
        ProgressBench.event(0, "a", part: 3, .asked(slots: [2], attempt: 1)),
        ProgressBench.event(0, "a", part: 4, .kept(slot: 3, Self.media)),
      ])
    #expect(
      model.assets.map { $0.progress.words(at: .zero) } == ["2 asked, 2 polling 20-60 %, writing"])
  }

  // MARK: All of it

  @Test func `ends are counted by what they mean`() {
    typealias Bench = ProgressBench
    let model = ProgressBench.model(
      20,
      [
        Bench.event(0, "a", .preparing), Bench.event(0, "b", .preparing),
        Bench.event(0, "c", .preparing),
        Bench.event(1, "a", .billed(Ticks(7), isEarlier: false)),
        Bench.event(1, "b", .billed(Ticks(100), isEarlier: true)),
        Bench.ended(1, "a", .made), Bench.ended(1, "b", .failed(reason: "no")),
        // It follows another one that asked for the same.
        Bench.ended(1, "d", .made), Bench.ended(1, "e", .fresh), Bench.ended(1, "f", .restored),
        Bench.ended(1, "g", .derived), Bench.ended(1, "h", .modified(paths: [])),
        Bench.ended(1, "i", .lost(reason: "gone")), Bench.ended(1, "j", .unsettled(reason: "?")),
        Bench.ended(1, "k", .incomplete(have: 1, of: 2, rest: .asked)),
        Bench.ended(1, "l", .blocked(by: "b")), Bench.ended(1, "m", .waiting(for: "a")),
        Bench.ended(1, "n", .excluded), Bench.ended(1, "o", .skipped),
        Bench.ended(1, "p", .inFlight), Bench.event(1, nil, part: nil, .stopping(.locked)),
      ])
    #expect(!model.isStopping, "what is on record is still brought to its end")
    #expect(model.made == 1 && model.cached == 4 && model.failed == 5 && model.held == 5)
    #expect(model.running == 1 && model.left == 4 && model.ended == 15)
    #expect(model.spent == Ticks(7))
    #expect(
      ProgressBench.view().text.counts(model).map(\.words) == [
        "1 made", "4 cached", "5 failed", "5 not made", "1 running", "4 left",
      ])
  }

  @Test(
    arguments: [
      (0.2, "1 s", "0s"), (9, "9 s", "9s"), (33, "35 s", "33s"), (59.9, "1 min", "59s"),
      (89, "1 min", "1m29s"), (3569, "59 min", "59m29s"), (3580, "1 h 00 min", "59m40s"),
      (4800, "1 h 20 min", "1h20m"),
    ] as [(Double, String, String)])
  func `times that change slowly`(seconds: Double, about: String, whole: String) {
    #expect(Duration.seconds(seconds).about == about)
    #expect(Duration.seconds(seconds).whole == whole)
  }

  // MARK: Frames

  private static let campaign: [RunEvent] = {
    typealias Bench = ProgressBench
    let wide = AssetID("banner[product=看板,format=wide]")
    let long = AssetID("poster[language=en-GB,sku=NW-0001,format=story]")
    var events = (0..<12).flatMap { number in
      let id = AssetID("made-\(number)")
      return [
        Bench.event(1, id, .preparing),
        Bench.event(2, id, .billed(Ticks(1_000_000_000), isEarlier: false)),
        Bench.ended(3, id, .made),
      ]
    }
    events += (0..<30).map { Bench.ended(0, AssetID("fresh-\($0)"), .fresh) }
    events.append(Bench.ended(20, "sad", .failed(reason: "no")))
    events += job.map { Bench.event(5, "clip", $0) }
    events += [
      Bench.event(19, "hero", .asked(slots: [1], attempt: 1)),
      Bench.event(30, wide, part: 0, .asked(slots: [1], attempt: 1)),
      Bench.event(
        60, wide, part: 1, .retrying(reason: "429 Too Many Requests", after: .seconds(12))),
      Bench.event(40, long, .fetching), Bench.event(62, long, .received(bytes: 70_000_000)),
      Bench.event(63, "👨‍👩‍👧", .kept(slot: 1, media)), Bench.event(64, "last", .preparing),
    ]
    return events
  }()

  private static func frame(_ columns: Int, _ rows: Int, isColoured: Bool = false) -> String {
    let lines = ProgressBench.view(
      idWidth: 47, isColoured: isColoured, budget: Ticks(5 * Ticks.perDollar)
    ).lines(
      ProgressBench.model(99, campaign), timeLeft: .seconds(245), at: .seconds(64.3),
      in: TerminalScreen.Size(columns: columns, rows: rows))
    return lines.map { $0.replacing("\u{1B}", with: "␛") + "|\n" }.joined()
  }

  @Test func `frames in windows of several sizes`() throws {
    let sizes = [
      (200, 24), (120, 24), (80, 24), (80, 8), (80, 5), (80, 4), (80, 3), (40, 24), (20, 24),
      (19, 24), (5, 2),
    ]
    var text = sizes.map { "\($0) columns, \($1) rows\n" + Self.frame($0, $1) }.joined(
      separator: "\n")
    text += "\n80 columns, 24 rows, in colours\n" + Self.frame(80, 24, isColoured: true)
    try Golden.expect(text, "progress-frames.txt")
  }

  @Test(arguments: 1...210)
  func `no line is as wide as the window`(columns: Int) {
    for rows in [1, 3, 4, 6, 9, 24] {
      let lines = ProgressBench.view(idWidth: 47, isColoured: true).lines(
        ProgressBench.model(99, Self.campaign), timeLeft: .seconds(245), at: .seconds(64),
        in: TerminalScreen.Size(columns: columns, rows: rows))
      #expect(!lines.isEmpty && lines.count <= max(1, rows - 1))
      #expect(lines.allSatisfy { TerminalText.width(ofPainted: $0) <= max(1, columns - 1) })
    }
  }

  @Test func `a run that was stopped says so in place of the time`() {
    var events = Self.campaign
    events.append(ProgressBench.event(64, nil, part: nil, .stopping(.interrupted)))
    let lines = ProgressBench.view(isEmulated: true).lines(
      ProgressBench.model(99, events), timeLeft: .seconds(245), at: .seconds(64),
      in: TerminalScreen.Size(columns: 100, rows: 24))
    #expect(lines.first?.contains("left   $1.20 (emulated)   stopping") == true, "\(lines)")
  }

  @Test func `a sign of life names what is awaited`() {
    let events = Self.campaign
    let text = ProgressBench.view().text
    #expect(
      text.signOfLife(ProgressBench.model(99, events), at: .seconds(64)) == """
        still running: 6 in flight (clip 1 min polling 40 %, hero 45 s, \
        banner[product=看板,format=wide] 35 s asked, again in 8s: 429 Too Many Requests, \
        poster[language=en-GB,sku=NW-0001,format=story] 25 s downloading 2.9 MB/s, \
        👨‍👩‍👧 1 s writing, and 1 more), 50 left, $1.20 spent
        """)
    #expect(
      text.signOfLife(ProgressBench.model(3, []), at: .seconds(64))
        == "still running: 0 in flight, 3 left")
  }

  @Test func `a sign of life with nothing in flight says what is waited for`() throws {
    let text = ProgressBench.view().text
    let held = [
      ProgressBench.event(
        2, nil, part: nil, .held(model: "m", reason: "slow\u{1B}", for: .seconds(60))),
      ProgressBench.event(4, nil, part: nil, .held(model: "m", reason: "no", for: .seconds(600))),
    ]
    let model = ProgressBench.model(3, held)
    #expect(
      text.signOfLife(model, at: .seconds(64))
        == "still running: 0 in flight, 3 left; m is left alone for 9 min more: no")
    #expect(
      text.signOfLife(model, at: .seconds(604)) == "still running: 0 in flight, 3 left")
    let busy = ProgressBench.model(3, held + [ProgressBench.event(5, "a", .preparing)])
    #expect(!text.signOfLife(busy, at: .seconds(64)).contains("left alone"))
    #expect(
      try ProgressBench.log(isLive: true).line(held[0])
        == "   2.0s  model m is left alone for 1m00s: slow\u{FFFD}\n")
    #expect(try ProgressBench.log(isLive: false, isQuiet: true).line(held[0]) == nil)
  }
}
