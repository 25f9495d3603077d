import ReelBasics

/// What values a model takes for a parameter.
package enum ParameterRule: Sendable, Hashable {
  /// One of these texts; the first that is not `auto` is the plain choice.
  case choice([String])
  /// A whole number in a range.
  case integer(ClosedRange<Int>)
  /// `true` or `false`.
  case boolean
  /// Any text of at most so many characters.
  case text(maximumCharacters: Int)
  /// A list of at most so many texts.
  case texts(maximum: Int)
  /// A mapping with these keys, the first `required` of which have to be there.
  case object(keys: [String], required: Int)

  /// Whether `value` is taken.
  package func accepts(_ value: ParameterValue) -> Bool {
    switch (self, value) {
    case (.choice(let choices), .text(let text)): choices.contains(text)
    case (.integer(let range), .integer(let number)): range.contains(number)
    case (.boolean, .boolean): true
    case (.text(let maximum), .text(let text)): text.count <= maximum
    case (.texts(let maximum), .json(.array(let elements))):
      elements.count <= maximum && elements.allSatisfy { $0.string != nil }
    case (.object(let keys, let required), .json(.object(let fields))):
      fields.keys.allSatisfy(keys.contains)
        && keys.prefix(required).allSatisfy { fields[$0] != nil }
    default: false
    }
  }

  /// The values in words: `1k or 2k`, `a whole number from 1 to 15`.
  package var values: String {
    switch self {
    case .choice(let choices): choices.joined(separator: ", ")
    case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .boolean: "true or false"
    case .text(let maximum): "a text of at most \(maximum) characters"
    case .texts(let maximum): "a list of at most \(maximum) texts"
    case .object(let keys, let required):
      "a mapping of \(keys.joined(separator: ", "))"
        + (required > 0 ? " (\(keys.prefix(required).joined(separator: ", ")) required)" : "")
    }
  }
}
