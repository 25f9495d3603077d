/// A JSON value. Objects keep no order; written, their keys are sorted, so equal values give equal
/// bytes.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The value that `text` writes.
  ///
  /// - Throws: where it is not JSON.
  package init(parsing text: some Sequence<UInt8>) throws(JSONError) {
    self = try JSONParser.read(Array(text), mends: false)
  }

  /// The value that an answer writes that was paid for: halves of surrogates and bytes that are no UTF-8
  /// are taken for U+FFFD, and numbers that are too large for null.
  ///
  /// - Throws: where it is not JSON.
  package init(mending text: some Sequence<UInt8>) throws(JSONError) {
    self = try JSONParser.read(Array(text), mends: true)
  }

  /// The value of `key`, where this is an object that has it.
  package subscript(key: String) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    return fields[key]
  }

  /// The text, where this is one.
  package var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The whole number, where this is one (also written `6.0`).
  package var integer: Int64? {
    switch self {
    case .int(let number): number
    case .double(let number): Int64(exactly: number)
    default: nil
    }
  }

  /// The number, where this is one.
  package var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }

  /// The truth value, where this is one.
  package var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The elements, where this is an array.
  package var elements: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The fields, where this is an object.
  package var fields: [String: JSONValue]? {
    guard case .object(let fields) = self else { return nil }
    return fields
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .int(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
