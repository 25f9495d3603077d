import ReelBasics
import Testing

@testable import ReelReport

/// What the page reckons: slots, sums and addresses.
struct ReportNumberTests {
  @Test(
    arguments: [
      ("/p/out/a.jpg", "/p", "out/a.jpg"), ("/p/out/a.jpg", "/p/.reel/report", "../../out/a.jpg"),
      ("/p/out/a b/1#2?.png", "/p", "out/a%20b/1%232%3F.png"),
      ("/p/out/50%/é\"'&.png", "/p", "out/50%25/%C3%A9%22%27%26.png"),
      ("/p/c:d/x.png", "/p", "c%3Ad/x.png"), ("/other/x.png", "/p/q", "../../other/x.png"),
      ("/x.png", "/", "x.png"), ("/p/out/x/a.jpg", "/p/out", "x/a.jpg"),
      ("/p/out2/a.jpg", "/p/out", "../out2/a.jpg"), ("/p//out/a.jpg", "/p/out/", "a.jpg"),
    ])
  func `an address leads from the page to the file`(path: String, folder: String, address: String) {
    #expect(PageAddresses(from: folder).of(path) == address)
  }

  private func drawn(_ requests: [ReportRequest], began: Int64? = nil) -> ReportTimeline? {
    ReportTimeline(
      ReportSample.report([ReportSample.asset("a")], requests: requests, runBegan: began))
  }

  @Test func `requests that were under way at once stand in lanes of their own`() throws {
    let timeline = try #require(
      drawn([
        ReportSample.request(0, 100, 110), ReportSample.request(0, 101, 103),
        ReportSample.request(0, 103, 105), ReportSample.request(0, 104, nil),
        ReportSample.request(0, 110, 110),
      ]))
    #expect(timeline.bars.map(\.lane) == [0, 1, 1, 2, 0])
    #expect(timeline.bars.map(\.start) == [0, 1, 3, 4, 10])
    // One without an end is under way to the end.
    #expect(timeline.bars.map(\.length) == [10, 2, 2, 6, 0])
    #expect(timeline.laneCount == 3 && timeline.length == 10 && timeline.start == 100)
    // It is to be seen, too.
    #expect(timeline.drawnLength == 11)
    #expect(drawn([]) == nil)
  }

  /// Records have whole seconds.
  @Test(
    arguments: [
      ([(0, 0), (0, 0), (0, 0)], 3, nil), ([(0, 5), (0, 5)], 2, 2), ([(0, 5), (5, 9)], 1, nil),
      ([(0, 5), (4, 9), (6, 9)], 2, 2), ([(0, 5), (1, 1), (2, 2)], 2, 2), ([(0, 0)], 1, 1),
      ([(0, 0), (1, 1)], 1, 1),
    ] as [([(begun: Int64, ended: Int64)], Int, Int?)])
  func `how many were open at once is said where that is known`(
    times: [(begun: Int64, ended: Int64)], lanes: Int, most: Int?
  ) throws {
    let requests = times.map { ReportSample.request(0, $0.begun, $0.ended) }
    let timeline = try #require(drawn(requests))
    #expect(timeline.laneCount == lanes && timeline.mostAtOnce == most)
    let page = ReportSample.report([ReportSample.asset("a")], requests: requests).page
    #expect(page.contains("open at once") == (most != nil))
  }

  @Test func `a run begins where nothing was under way for long`() throws {
    let requests = [
      ReportSample.request(0, 0, 10), ReportSample.request(0, 130, 400),
      ReportSample.request(0, 500, 510),
    ]
    // 120 seconds after the first and 100 after the second.
    #expect(try #require(drawn(requests)).bars.map(\.request) == [0, 1, 2])
    let later = requests + [ReportSample.request(0, 631, 640)]
    #expect(try #require(drawn(later)).bars.map(\.request) == [3])
    let known = try #require(drawn(later, began: 400))
    #expect(known.bars.map(\.request) == [2, 3] && known.isOfThisRun)
    // A run that sent nothing shows the one before it.
    let idle = try #require(drawn(later, began: 700))
    #expect(idle.bars.map(\.request) == [3] && !idle.isOfThisRun)
  }

  @Test func `costs are summed by tag, model and day, and what is not sure is told apart`() {
    let report = ReportSample.report(
      [
        ReportSample.asset("a", tags: ["x", "y"]), ReportSample.asset("b", tags: ["y"]),
        ReportSample.asset("c"),
      ],
      requests: [
        ReportSample.request(0, 1, 2, model: "m", day: "2026-11-20", cost: 100),
        ReportSample.request(1, 1, 2, model: "n", cost: 300),
        ReportSample.request(2, 1, nil, model: "n", unconfirmed: 50),
      ])
    let sums = ReportSums(report)
    #expect(sums.byTag.map(\.name) == ["y", "x", "no tag"])
    #expect(sums.byTag.map { $0.sum.billed } == [Ticks(400), Ticks(100), .zero])
    #expect(sums.byModel.map(\.name) == ["n", "m"])
    #expect(sums.byDay.map { $0.sum.requests } == [1, 2])
    #expect(sums.total.billed == Ticks(400) && sums.total.unconfirmed == Ticks(50))
    #expect(sums.total.words == "$0.00000004, and at most $0.000000005 more")
    #expect(sums.byAsset[2]?.unconfirmed == Ticks(50))
    let page = report.page
    #expect(page.contains("At most more (estimate)"))
    #expect(page.contains("An asset with several tags counts under each."))
  }

  @Test(arguments: [
    (false, "Earlier words of these assets, and other manifests with these records, came to $0.50"),
    (
      true,
      "Other assets, earlier words of these, and other manifests with these records, came to $0.50"
    ),
  ])
  func `it is said what else the records cost`(isPart: Bool, words: String) {
    let report = ReportSample.report(
      [ReportSample.asset("a")], requests: [ReportSample.request(0, 1, 2, cost: 10_000_000_000)],
      spentInAll: Ticks(15_000_000_000), isPart: isPart)
    #expect(report.page.contains("figures. \(words) more."))
  }

  @Test func `the graph of very many is not drawn`() {
    let assets = (0..<500).map { ReportSample.asset("a\($0)") }
    let page = ReportSample.report(assets).page
    #expect(page.contains("Too large to be drawn here") && !page.contains("<svg"))
    #expect(ReportSample.report(Array(assets.prefix(50))).page.contains("<details><summary>shots"))
    #expect(ReportSample.report(Array(assets.prefix(3))).page.contains("<details open=\"open\">"))
  }
}
