/// Header fields in their order; names compare without case.
package struct HTTPHeaders: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  /// One field as it was written or received, without the space around its value.
  package struct Field: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    /// The name, in the case it was given.
    package let name: String
    /// The value.
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }

    /// The name alone: a value may be a key, and descriptions end up in logs.
    package var description: String { "\(name): …" }

    package var customMirror: Mirror { Mirror(self, children: ["name": name]) }
  }

  /// The fields, in order, with repeated names as often as they came.
  package private(set) var fields: [Field] = []

  package init() {}

  package init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// The value of the first field of that name.
  package subscript(name: String) -> String? {
    fields.first { Self.equal($0.name, name) }?.value
  }

  /// The values of all fields of that name, in order.
  package func values(_ name: String) -> [String] {
    fields.filter { Self.equal($0.name, name) }.map(\.value)
  }

  /// Adds a field at the end; one of the same name stays.
  package mutating func append(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// Those fields whose name is one of `names`.
  func only(_ names: [String]) -> HTTPHeaders {
    var rest = HTTPHeaders()
    rest.fields = fields.filter { field in names.contains { Self.equal($0, field.name) } }
    return rest
  }

  private static func equal(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8) { lowered($0) == lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
