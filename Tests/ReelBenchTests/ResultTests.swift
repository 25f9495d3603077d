import ReelBasics
import Testing

@testable import reel_bench

/// What is said of measurements can be wrong without anybody seeing it.
struct ResultTests {
  private static func sample(walls: [Double], cpus: [Double], peak: Int64 = 0) -> Sample {
    Sample(walls: walls, cpus: cpus, peak: peak)
  }

  private static func result(_ rows: [(String, Sample)], base: String) -> ContestResult {
    ContestResult(
      title: "a race", base: base, rounds: 2, load: 0.5,
      rows: rows.map { ContestResult.Row(name: $0.0, sample: $0.1) },
      missing: ["snail": "it is slow"])
  }

  @Test(
    arguments: [
      ([3], 3), ([3, 1], 2), ([3, 1, 2], 2), ([9, 1, 2, 4], 3),
    ] as [([Double], Double)])
  func takesTheMedian(values: [Double], median: Double) {
    #expect(Sample.median(values) == median)
    #expect(Sample.least(values) == values.min())
  }

  @Test func knowsNoMedianOfNothing() {
    #expect(Sample.median([]).isNaN)
    #expect(Sample.least([]).isNaN)
  }

  @Test func addsRuns() {
    var sample = Sample()
    for (wall, peak) in [(2.0, Int64(5)), (1, 9), (3, 7)] {
      sample.add(
        Measurement(
          wall: wall, cpu: wall / 2, peak: peak, status: 0, output: Array("a\n\(wall) 7\n".utf8),
          errors: ""))
    }
    #expect(sample.wall == 1 && sample.medianWall == 2)
    #expect(sample.cpu == 0.5 && sample.medianCPU == 1)
    #expect(sample.peak == 9)
    #expect(sample.told(0) == 1 && sample.mostTold(0) == 3 && sample.told(1) == 7)
    #expect(sample.told(2) == nil)
  }

  @Test func takesRatiosOfTheLeast() {
    let result = Self.result(
      [
        ("hare", Self.sample(walls: [4, 2], cpus: [1, 3])),
        ("tortoise", Self.sample(walls: [6, 9], cpus: [0.5, 8])),
      ], base: "hare")
    #expect(result.ratio(of: "tortoise", to: "hare", in: \.wall) == 3)
    #expect(result.ratio(of: "tortoise", to: "hare", in: \.cpu) == 0.5)
    #expect(result.ratio(of: "snail", to: "hare", in: \.wall) == nil)
    #expect(result.ratio(of: "hare", to: "snail", in: \.wall) == nil)
    #expect(result.ratio(of: "hare", to: "tortoise") { $0.instructions.map(Double.init) } == nil)
  }

  @Test func neverDividesByNothing() {
    let result = Self.result(
      [("hare", Self.sample(walls: [0], cpus: [0]))], base: "hare")
    #expect(result.ratio(of: "hare", to: "hare", in: \.wall) == nil)
  }

  @Test(
    arguments: [
      (Target("a", 1.35, atMost: 1.35), true), (Target("a", 1.351, atMost: 1.35), false),
      (Target("a", 0.95, atLeast: 0.95), true), (Target("a", 0.949, atLeast: 0.95), false),
      (Target("a", nil, atMost: 1), nil), (Target("a", .nan, atMost: 1), nil),
      (Target("a", .infinity, atLeast: 1), nil),
    ] as [(Target, Bool?)])
  func decides(target: Target, isMet: Bool?) {
    #expect(target.isMet == isMet)
  }

  @Test func saysWhatIsMet() {
    #expect(
      ResultText.line(of: Target("CPU", 0.3, atMost: 0.35))
        == "met: CPU 0.300, wanted at most 0.350")
    #expect(
      ResultText.line(of: Target("memory", 21.26, atMost: 20, .megabytes))
        == "NOT MET: memory 21.3 MB, wanted at most 20.0 MB")
    #expect(
      ResultText.line(of: Target("speed", nil, atLeast: 0.95))
        == "not measured: speed –, wanted at least 0.950")
  }

  @Test(
    arguments: [
      (0.0, 2, "0.00"), (1.005, 1, "1.0"), (1.06, 1, "1.1"), (12, 0, "12"), (0.0004, 2, "0.00"),
      (-1.5, 1, "-1.5"), (-0.001, 2, "0.00"), (123_456.789, 2, "123456.79"), (.nan, 2, "–"),
      (.infinity, 0, "–"),
    ] as [(Double, Int, String)])
  func writesNumbers(value: Double, places: Int, text: String) {
    #expect(FigureText.fixed(value, places) == text)
  }

  @Test func writesATable() {
    let result = Self.result(
      [
        ("hare", Self.sample(walls: [0.002, 0.004], cpus: [0.001, 0.001], peak: 2_000_000)),
        ("tortoise", Self.sample(walls: [1, 1], cpus: [0.5, 0.7], peak: 12_340_000)),
      ], base: "hare")
    #expect(
      ResultText.text(of: result) == """

        a race (2 rounds, x to hare, load 0.5)
                    wall ms  median  cpu ms  median  peak MB  wall x   cpu x
          hare         2.00    3.00    1.00    1.00      2.0    1.00    1.00
          tortoise     1000    1000     500     600     12.3  500.00  500.00
          snail: missing, it is slow

        """)
  }

  @Test func countsTargets() {
    let targets = [
      Target("one", 1, atMost: 2), Target("two", 3, atMost: 2), Target("three", nil, atMost: 2),
    ]
    let text = ResultText.summary(of: [.targets([targets[0]]), .targets(Array(targets[1...]))])
    #expect(text.hasPrefix("\n1 of 3 targets met\n"))
    #expect(!text.contains(" one ") && text.contains(" two ") && text.contains(" three "))
  }

  @Test func writesJSON() throws {
    let result = Self.result(
      [("hare", Self.sample(walls: [2, 4], cpus: [1, 1], peak: 5))], base: "hare")
    let document = ResultDocument.json(
      of: [.contest(result), .targets([Target("one", nil, atMost: 2)])])
    #expect(document["version"]?.integer == ResultDocument.version)
    guard case .array(let contests)? = document["contests"],
      case .array(let rows)? = contests.first?["rows"],
      case .array(let targets)? = document["targets"]
    else {
      Issue.record("there are no rows")
      return
    }
    #expect(rows.map { $0["name"]?.string } == ["hare"])
    #expect(rows[0]["wall"] == .array([.double(2), .double(4)]))
    #expect(rows[0]["cpu_ratio"]?.number == 1 && rows[0]["instructions"] == .null)
    #expect(targets.map { $0["met"] } == [.null])
  }

  @Test func readsCallgrind() {
    let text = "==7== Events    : Ir\n==7== Collected : 475500123\n==7==\n"
    #expect(Launcher.collected(in: text) == 475_500_123)
    #expect(Launcher.collected(in: "nothing") == nil)
  }
}
