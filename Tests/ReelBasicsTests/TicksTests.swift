import ReelBasics
import Testing

@Suite struct TicksTests {
  @Test(
    arguments: [
      ("0", 0), ("12.50", 125_000_000_000), ("$12.50", 125_000_000_000), ("0.002", 20_000_000),
      ("0.0000000001", 1), ("99999999", 999_999_990_000_000_000), ("007", 70_000_000_000),
      ("99999999.9999999999", 999_999_999_999_999_999),
    ] as [(String, Int64)])
  func `dollars are read`(text: String, ticks: Int64) {
    #expect(Ticks(dollars: text) == Ticks(ticks))
  }

  @Test(arguments: [
    "", "$", "-1", "+1", "1.", ".5", "1.2.3", "1,5", "1e3", "$$1", "1$", " 1", "1 ", "x",
    "0.00000000001", "100000000", "٣", "1_000", "∞", "0x1",
  ])
  func `anything else is no amount`(text: String) {
    #expect(Ticks(dollars: text) == nil)
  }

  @Test(
    arguments: [
      (0, "$0.00"), (1, "$0.0000000001"), (20_000_000, "$0.002"), (200_000_000, "$0.02"),
      (125_000_000_000, "$12.50"), (-125_000_000_000, "-$12.50"), (10_000_000_000, "$1.00"),
      (Int64.max, "$922337203.6854775807"), (Int64.min, "-$922337203.6854775808"),
    ] as [(Int64, String)])
  func `amounts are written`(ticks: Int64, text: String) {
    #expect(Ticks(ticks).description == text)
  }

  @Test func `what is written is read again`() {
    for count in [0, 1, 99, 100_000_001, 123_456_789_012, 999_999_999_999_999_999] as [Int64] {
      #expect(Ticks(dollars: Ticks(count).description) == Ticks(count))
    }
  }

  @Test func `sums stay inside their range`() {
    let most = Ticks(.max)
    let least = Ticks(.min)
    #expect(most + Ticks(1) == most && most - Ticks(-1) == most)
    #expect(least + Ticks(-1) == least && least - Ticks(1) == least)
    #expect(most * 2 == most && most * -2 == least && least * 2 == least && least * -1 == most)
    #expect(Ticks(3) * 4 == Ticks(12) && Ticks(3) - Ticks(5) == Ticks(-2))
    #expect(least < Ticks.zero && Ticks.zero < most)
  }
}
