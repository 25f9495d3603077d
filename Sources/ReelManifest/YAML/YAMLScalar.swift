/// What a scalar without quotes means by the YAML 1.2 core schema.
package enum YAMLScalar: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int)
  case float(Double)
  case text(String)
  /// What means a number to one reader of YAML and another or a text to the next, with the reason.
  case ambiguous(Ambiguity)

  /// Why it is not clear what number is meant, in words.
  package enum Ambiguity: String, Sendable {
    case underscore = "some readers of YAML ignore the '_' and some do not"
    case leadingZero = "some readers of YAML take a leading 0 for base 8"
    case tooLarge = "it is too large"
    case notFinite = "it is no finite number"

    /// How else to write it, where the same can be said.
    var help: String? {
      switch self {
      case .underscore, .leadingZero: "write it without a leading 0 or '_'"
      case .tooLarge, .notFinite: nil
      }
    }
  }

  /// Resolves a node's text. Quoted text is text.
  package init(_ node: YAMLNode) {
    let text = node.text
    self = node.isPlain ? Self(plain: text) : .text(text)
  }

  /// Resolves a text that stands without quotes.
  package init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .boolean(true)
    case "false", "False", "FALSE": self = .boolean(false)
    default: self = Self.number(text) ?? .text(text)
    }
  }

  private static func number(_ text: String) -> YAMLScalar? {
    guard let first = text.utf8.first, isDigit(first) || "+-.".utf8.contains(first) else {
      return nil
    }
    let unsigned = text.first == "+" || text.first == "-" ? text.dropFirst() : text[...]
    if unsigned.hasPrefix("0x") || unsigned.hasPrefix("0o"), unsigned.count == text.count {
      let radix = unsigned.hasPrefix("0x") ? 16 : 8
      let digits = unsigned.dropFirst(2)
      guard !digits.isEmpty,
        digits.allSatisfy({ $0.isASCII && $0.hexDigitValue ?? radix < radix })
      else { return nil }
      return Int(digits, radix: radix).map { .integer($0) } ?? .ambiguous(.tooLarge)
    }
    if !unsigned.isEmpty, unsigned.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) {
      return wholeNumber(text, unsigned: unsigned)
    }
    return float(text, unsigned: unsigned)
  }

  private static func wholeNumber(_ text: String, unsigned: Substring) -> YAMLScalar? {
    if unsigned.contains("_") {
      return isDigit(unsigned.utf8.first ?? 0) ? .ambiguous(.underscore) : nil
    }
    if unsigned.count > 1, unsigned.hasPrefix("0") {
      return .ambiguous(.leadingZero)
    }
    return Int(text).map { .integer($0) } ?? .ambiguous(.tooLarge)
  }

  private static func float(_ text: String, unsigned: Substring) -> YAMLScalar? {
    switch unsigned {
    case ".inf", ".Inf", ".INF": return .ambiguous(.notFinite)
    case ".nan", ".NaN", ".NAN": return text == unsigned ? .ambiguous(.notFinite) : nil
    default: break
    }
    let allowed = "0123456789.eE+-".utf8
    guard unsigned.utf8.allSatisfy({ allowed.contains($0) }),
      unsigned.prefix(while: { $0 != "e" && $0 != "E" }).utf8.contains(where: isDigit),
      let number = Double(unsigned.hasPrefix(".") ? text.replacing(".", with: "0.") : text)
    else { return nil }
    return number.isFinite ? .float(number) : .ambiguous(.tooLarge)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
