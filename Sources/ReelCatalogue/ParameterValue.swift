/// The value of a parameter after its type is known.
package enum ParameterValue: Sendable, Hashable, CustomStringConvertible {
  case text(String)
  case integer(Int)
  case boolean(Bool)

  /// As a manifest would write it.
  package var description: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .boolean(let value): String(value)
    }
  }

  /// The whole number, where it is one.
  package var integer: Int? {
    guard case .integer(let number) = self else { return nil }
    return number
  }

  /// The text, where it is one.
  package var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }
}
