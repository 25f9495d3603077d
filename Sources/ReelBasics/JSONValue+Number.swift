extension JSONValue {
  /// The number that a text is, which is one as JSON has it: a whole number where it is one, however it is
  /// written; `nil` where it is too large to be reckoned with.
  init?(number text: ArraySlice<UInt8>) {
    if let whole = Self.whole(text) {
      self = .int(whole)
      return
    }
    guard let number = Double(String(decoding: text, as: UTF8.self)), number.isFinite else {
      return nil
    }
    // Beyond that a `Double` does not tell whole numbers apart.
    if abs(number) < 0x1p53, let whole = Int64(exactly: number) {
      self = .int(whole)
    } else {
      self = .double(number)
    }
  }

  /// The whole number that a number is to the last digit, also with a fraction and an exponent; `nil`
  /// where it is none, or too large.
  private static func whole(_ text: ArraySlice<UInt8>) -> Int64? {
    let mantissa = text.prefix { $0 | 0x20 != UInt8(ascii: "e") }
    let fraction = mantissa.drop { $0 != UInt8(ascii: ".") }.dropFirst()
    let power = String(decoding: text[mantissa.endIndex...].dropFirst(), as: UTF8.self)
    let digits = String(decoding: mantissa.filter { $0 != UInt8(ascii: ".") }, as: UTF8.self)
    guard let exponent = power.isEmpty ? 0 : Int(power), var value = Int64(digits) else {
      return nil
    }
    let (first, isTooLow) = exponent.subtractingReportingOverflow(fraction.count)
    guard !isTooLow else { return nil }
    var scale = first
    while scale != 0, value != 0 {
      if scale > 0 {
        let (product, overflows) = value.multipliedReportingOverflow(by: 10)
        guard !overflows else { return nil }
        value = product
        scale -= 1
      } else {
        guard value.isMultiple(of: 10) else { return nil }
        value /= 10
        scale += 1
      }
    }
    return value
  }
}
