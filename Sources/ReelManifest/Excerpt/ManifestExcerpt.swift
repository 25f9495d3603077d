package import ReelBasics

/// A manifest with some of its assets left out.
package struct ManifestExcerpt: Sendable {
  /// A part of the whole text, of whole lines.
  struct Piece {
    let range: Range<Int>
    /// The number of its first line, from 0.
    let line: Int
  }

  package let bytes: [UInt8]
  /// Where its lines stand in the whole text.
  package let lines: [SourceText.LineRun]

  init(of text: [UInt8], _ pieces: [Piece]) {
    var bytes: [UInt8] = []
    var lines: [SourceText.LineRun] = []
    var line = 0
    for piece in pieces {
      let part = Array(text[piece.range])
      lines.append(SourceText.LineRun(line: line, original: piece.line))
      line += SourceText(name: "", bytes: part).lineCount - 1
      bytes += part
    }
    self.bytes = bytes
    self.lines = lines
  }
}
