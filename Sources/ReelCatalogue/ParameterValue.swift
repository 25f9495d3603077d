package import ReelBasics

/// The value of a parameter after its type is known.
package enum ParameterValue: Sendable, Hashable, CustomStringConvertible {
  case text(String)
  case integer(Int)
  case boolean(Bool)
  /// A list or a mapping.
  case json(JSONValue)

  /// The value that JSON writes.
  package init(_ json: JSONValue) {
    switch json {
    case .string(let text): self = .text(text)
    case .bool(let value): self = .boolean(value)
    default: self = json.integer.map { .integer(Int($0)) } ?? .json(json)
    }
  }

  /// As a manifest would write it.
  package var description: String {
    switch self {
    case .text(let text): text
    case .integer(let number): String(number)
    case .boolean(let value): String(value)
    case .json(let value): value.canonical
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

  /// The value as requests and fingerprints write it.
  package var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .integer(let number): .int(Int64(number))
    case .boolean(let value): .bool(value)
    case .json(let value): value
    }
  }
}
