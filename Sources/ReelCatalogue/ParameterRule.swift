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

  /// Whether `value` is taken.
  package func accepts(_ value: ParameterValue) -> Bool {
    switch (self, value) {
    case (.choice(let choices), .text(let text)): choices.contains(text)
    case (.integer(let range), .integer(let number)): range.contains(number)
    case (.boolean, .boolean): true
    case (.text(let maximum), .text(let text)): text.count <= maximum
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
    }
  }
}
