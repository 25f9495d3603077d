/// A place in a text somebody wrote.
///
/// It is kept small, since every asset has several: column and excerpt are worked out where somebody
/// asks for them.
package struct SourceLocation: Sendable, CustomStringConvertible {
  /// A place in a text that is known otherwise.
  package struct Mark: Sendable {
    fileprivate let lineIndex: UInt32
    fileprivate let scalar: UInt32
  }

  /// The text that it lies in.
  private let source: SourceText
  private var lineIndex: UInt32 { mark.lineIndex }
  private var scalar: UInt32 { mark.scalar }
  /// Where in its text it is.
  package let mark: Mark

  /// The place of a code point: its line from 0, and how many code points stand before it there
  /// (a byte-order mark not counted).
  init(in source: SourceText, line: Int, scalar: Int) {
    self.source = source
    mark = Mark(lineIndex: UInt32(clamping: line), scalar: UInt32(clamping: scalar))
  }

  private init(_ mark: Mark, in source: SourceText) {
    self.source = source
    self.mark = mark
  }

  /// Another place in the text of this one.
  package func beside(_ mark: Mark) -> SourceLocation { SourceLocation(mark, in: source) }

  /// The file as messages name it.
  package var file: String { source.name }

  /// The line, from 1.
  package var line: Int { source.originalLine(Int(lineIndex)) + 1 }

  /// The column from 1, in characters as a reader counts them: an accent or a joined emoji is one.
  package var column: Int {
    guard let text = source.excerpt(line: Int(lineIndex)) else { return Int(scalar) + 1 }
    let scalars = text.unicodeScalars
    let end =
      scalars.index(scalars.startIndex, offsetBy: Int(scalar), limitedBy: scalars.endIndex)
      ?? scalars.endIndex
    return text[..<end].count + 1
  }

  /// The line's text, for the excerpt; empty where it is too long for one.
  package var text: String { source.excerpt(line: Int(lineIndex)) ?? "" }

  /// `spring.yaml:14:5`.
  package var description: String { "\(file):\(line):\(column)" }
}

extension SourceLocation: Hashable, Comparable {
  private var key: (String, UInt32, UInt32) { (file, lineIndex, scalar) }

  package static func == (left: SourceLocation, right: SourceLocation) -> Bool {
    left.key == right.key
  }

  package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
    left.key < right.key
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(lineIndex)
    hasher.combine(scalar)
  }
}
