/// Gives the starts of lines that are asked for from the top to the bottom, without looking each up.
package struct RunningLines: Sendable {
  private let source: SourceText
  private var line = 0
  private var start = 0

  package init(source: SourceText) { self.source = source }

  /// The place of a line's first byte; `nil` past the end.
  @inline(__always)
  package mutating func start(of wanted: Int) -> Int? { wanted == line ? start : go(to: wanted) }

  private mutating func go(to wanted: Int) -> Int? {
    let next = wanted == line + 1 ? source.nextLine(after: start) : source.lineStart(wanted)
    guard let next else { return nil }
    (line, start) = (wanted, next)
    return next
  }
}
