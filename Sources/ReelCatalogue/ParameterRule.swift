package import ReelBasics

/// What values a model takes for a parameter.
package indirect enum ParameterRule: Sendable, Hashable {
  /// One of these texts; the first that is not `auto` is the plain choice.
  case choice([String])
  /// A whole number in a range.
  case integer(ClosedRange<Int>)
  /// `true` or `false`.
  case boolean
  /// A text of at most so many characters, and at least one.
  case text(maximumCharacters: Int)
  /// A list of at most so many texts, none of them empty.
  case texts(maximum: Int)
  /// A mapping with these keys.
  case object([ParameterKey])
  /// What one of several rules takes.
  case either([ParameterRule])

  /// Whether `value` is taken.
  package func accepts(_ value: ParameterValue) -> Bool {
    switch (self, value) {
    case (.choice(let choices), .text(let text)): choices.contains(text)
    case (.integer(let range), .integer(let number)): range.contains(number)
    case (.boolean, .boolean): true
    case (.text(let maximum), .text(let text)): (1...maximum).contains(text.count)
    case (.texts(let maximum), .json(.array(let elements))):
      elements.count <= maximum && elements.allSatisfy { $0.string?.isEmpty == false }
    case (.object(let keys), .json(.object(let fields))):
      fields.allSatisfy { accepts($0.value, ofKey: $0.key) }
        && keys.allSatisfy { !$0.isRequired || fields[$0.name] != nil }
    case (.either(let rules), _): rules.contains { $0.accepts(value) }
    default: false
    }
  }

  /// Whether a mapping that is taken may have this value at a key.
  package func accepts(_ value: JSONValue, ofKey name: String) -> Bool {
    guard case .object(let keys) = self, let key = keys.first(where: { $0.name == name }) else {
      return false
    }
    return key.rule.accepts(ParameterValue(value))
  }

  /// The values in words: `1k, 2k`, `a whole number from 1 to 15`.
  package var values: String {
    switch self {
    case .choice(let choices): choices.joined(separator: ", ")
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .text(let maximum): "a text of at most \(maximum) characters"
    case .texts(let maximum): "a list of at most \(maximum) texts"
    case .object(let keys):
      "a mapping of "
        + keys.map { "\($0.name) (\($0.isRequired ? "required, " : "")\($0.rule.values))" }
        .joined(separator: ", ")
    case .either(let rules): rules.map(\.values).joined(separator: ", or ")
    }
  }
}

/// A key of a parameter that is a mapping.
package struct ParameterKey: Sendable, Hashable {
  package let name: String
  package let isRequired: Bool
  package let rule: ParameterRule

  init(_ name: String, isRequired: Bool = false, _ rule: ParameterRule) {
    self.name = name
    self.isRequired = isRequired
    self.rule = rule
  }
}
