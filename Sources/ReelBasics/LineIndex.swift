/// Where the lines of a text start.
///
/// Lines end where editors end them: at a line feed, a carriage return, or both. Long texts have many
/// lines, so that only some starts are kept, and the others are looked for from there: never more than
/// `farthest` bytes, also where a line is very long.
struct LineIndex: Sendable {
  /// The start of a line, in four bytes, as a text has less than 4 GiB.
  private struct Mark: Sendable {
    let line: UInt32
    let start: UInt32
  }

  /// So many lines, and so many bytes, lie between two marks at most; a longer line stands alone.
  private static let mostLines = 8
  private static let farthest = 512

  /// The number of lines; a text that ends with a line break has an empty last one.
  let count: Int
  /// The first line and the last are among them.
  private let marks: [Mark]
  private let hasCarriageReturns: Bool

  init(_ bytes: [UInt8]) {
    hasCarriageReturns = bytes.position(of: UInt8(ascii: "\r")) != nil
    var marks = [Mark(line: 0, start: 0)]
    var (line, start) = (0, 0)
    var last = (line: 0, start: 0)
    while let next = Self.nextLine(after: start, in: bytes, hasCarriageReturns) {
      (line, start) = (line + 1, next)
      if line - last.line >= Self.mostLines || start - last.start >= Self.farthest {
        marks.append(Mark(line: UInt32(line), start: UInt32(start)))
        last = (line, start)
      }
    }
    if last.line < line { marks.append(Mark(line: UInt32(line), start: UInt32(start))) }
    count = line + 1
    self.marks = marks
  }

  /// Where a line (from 0) starts; `nil` past the end. `bytes` are those of the text.
  func start(of line: Int, in bytes: [UInt8]) -> Int? {
    guard line >= 0, line < count else { return nil }
    let mark = marks[lastMark { Int($0.line) <= line }]
    var start = Int(mark.start)
    for _ in Int(mark.line)..<line {
      guard let next = nextLine(after: start, in: bytes) else { return nil }
      start = next
    }
    return start
  }

  /// The line, from 0, that a byte stands on; the last one past the end.
  func line(of offset: Int, in bytes: [UInt8]) -> Int {
    let index = lastMark { Int($0.start) <= offset }
    var (line, start) = (Int(marks[index].line), Int(marks[index].start))
    let end = index + 1 < marks.count ? Int(marks[index + 1].line) : count
    while line + 1 < end, let next = nextLine(after: start, in: bytes), next <= offset {
      (line, start) = (line + 1, next)
    }
    return line
  }

  /// Where the line starts that follows one, which begins there; `nil` where that is the last.
  func nextLine(after start: Int, in bytes: [UInt8]) -> Int? {
    Self.nextLine(after: start, in: bytes, hasCarriageReturns)
  }

  /// The last mark of which something is true, as it is of the first and of all before that one.
  private func lastMark(where isBefore: (Mark) -> Bool) -> Int {
    var low = 0
    var high = marks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if isBefore(marks[middle]) { low = middle } else { high = middle }
    }
    return low
  }

  private static func nextLine(
    after offset: Int, in bytes: [UInt8], _ hasCarriageReturns: Bool
  ) -> Int? {
    let lineFeed = UInt8(ascii: "\n")
    guard hasCarriageReturns else {
      return bytes.position(of: lineFeed, from: offset).map { $0 + 1 }
    }
    let carriageReturn = UInt8(ascii: "\r")
    var index = offset
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == lineFeed { return index }
      guard byte == carriageReturn else { continue }
      return index < bytes.count && bytes[index] == lineFeed ? index + 1 : index
    }
    return nil
  }
}

extension [UInt8] {
  /// The same text with a line feed for every line break, as it is where it was saved so.
  package var withLineFeeds: [UInt8] {
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var place = position(of: carriageReturn)
    guard place != nil else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var start = 0
    while let end = place {
      bytes += self[start..<end]
      bytes.append(lineFeed)
      start = end + 1
      if start < count, self[start] == lineFeed { start += 1 }
      place = position(of: carriageReturn, from: start)
    }
    return bytes + self[start...]
  }
}
