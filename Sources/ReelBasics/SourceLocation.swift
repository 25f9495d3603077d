/// A place in a text somebody wrote.
package struct SourceLocation: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The file as messages name it.
  package let file: String
  /// The line, from 1.
  package let line: Int
  /// The column in characters, from 1.
  package let column: Int
  /// The line's text, for the excerpt.
  package let text: String

  package init(file: String, line: Int, column: Int, text: String) {
    self.file = file
    self.line = line
    self.column = column
    self.text = text
  }

  /// `spring.yaml:14:5`.
  package var description: String { "\(file):\(line):\(column)" }

  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
