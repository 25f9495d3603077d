/// Money in the provider's integer unit: 10^10 ticks are one US dollar.
package struct Ticks: Sendable, Hashable, Comparable, AdditiveArithmetic, CustomStringConvertible {
  /// Ticks to the dollar (xAI's `usage.cost_in_usd_ticks`).
  package static let perDollar: Int64 = 10_000_000_000

  /// The number of ticks.
  package let count: Int64

  package init(_ count: Int64) { self.count = count }

  package static let zero = Ticks(0)

  /// The amount that a decimal text such as `12.50` or `$0.002` writes.
  ///
  /// `nil` for anything else: negative amounts, more than ten decimals, 10^8 dollars or more.
  package init?(dollars text: some StringProtocol) {
    let digits = text.hasPrefix("$") ? text.dropFirst() : text[...]
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty, whole.count <= 8 else {
      return nil
    }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    guard parts.count == 1 || !fraction.isEmpty, fraction.count <= 10,
      (whole + fraction).utf8.allSatisfy({ (48...57).contains($0) }),
      let dollars = Int64(whole),
      let rest = Int64(fraction + String(repeating: "0", count: 10 - fraction.count))
    else { return nil }
    count = dollars * Self.perDollar + rest
  }

  package static func < (left: Ticks, right: Ticks) -> Bool { left.count < right.count }

  /// A sum stays at the largest or the least amount instead of overflowing.
  package static func + (left: Ticks, right: Ticks) -> Ticks {
    let (sum, overflow) = left.count.addingReportingOverflow(right.count)
    return Ticks(overflow ? (left.count < 0 ? .min : .max) : sum)
  }

  package static func - (left: Ticks, right: Ticks) -> Ticks {
    let (rest, overflow) = left.count.subtractingReportingOverflow(right.count)
    return Ticks(overflow ? (left.count < 0 ? .min : .max) : rest)
  }

  package static func * (left: Ticks, right: Int) -> Ticks {
    let (product, overflow) = left.count.multipliedReportingOverflow(by: Int64(right))
    return Ticks(overflow ? ((left.count < 0) == (right < 0) ? .max : .min) : product)
  }

  /// Dollars with two decimals, or as many more as the amount has: `$0.02`, `$0.002`.
  package var description: String {
    let magnitude = count.magnitude
    let dollars = magnitude / UInt64(Self.perDollar)
    var fraction = magnitude % UInt64(Self.perDollar)
    var decimals = 10
    while decimals > 2, fraction % 10 == 0 {
      fraction /= 10
      decimals -= 1
    }
    let digits = String(fraction)
    let zeros = String(repeating: "0", count: decimals - digits.utf8.count)
    return (count < 0 ? "-$" : "$") + String(dollars) + "." + zeros + digits
  }
}
