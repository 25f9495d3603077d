/// Where the lines of a text start.
///
/// Lines end where editors end them: at a line feed, a carriage return, or both. Only every eighth start
/// is kept, in four bytes, since long texts have many lines: a text has less than 4 GiB.
struct LineIndex: Sendable {
  private static let stride = 8

  /// The number of lines; a text that ends with a line break has an empty last one.
  let count: Int
  private let marks: [UInt32]
  private let hasCarriageReturns: Bool

  init(_ bytes: [UInt8]) {
    hasCarriageReturns = bytes.position(of: UInt8(ascii: "\r")) != nil
    var marks: [UInt32] = [0]
    var count = 1
    var start = 0
    while let next = Self.nextLine(after: start, in: bytes, hasCarriageReturns) {
      if count.isMultiple(of: Self.stride) { marks.append(UInt32(next)) }
      count += 1
      start = next
    }
    self.count = count
    self.marks = marks
  }

  /// Where a line (from 0) starts; `nil` past the end. `bytes` are those of the text.
  func start(of line: Int, in bytes: [UInt8]) -> Int? {
    guard line >= 0, line < count else { return nil }
    var start = Int(marks[line / Self.stride])
    for _ in 0..<line % Self.stride {
      guard let next = nextLine(after: start, in: bytes) else { return nil }
      start = next
    }
    return start
  }

  /// The line, from 0, that a byte stands on; the last one past the end.
  func line(of offset: Int, in bytes: [UInt8]) -> Int {
    var low = 0
    var high = marks.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(marks[middle]) <= offset { low = middle } else { high = middle }
    }
    var line = low * Self.stride
    var start = Int(marks[low])
    while let next = nextLine(after: start, in: bytes), next <= offset {
      line += 1
      start = next
    }
    return line
  }

  /// Where the line starts that follows one; `nil` where that is the last.
  func nextLine(after start: Int, in bytes: [UInt8]) -> Int? {
    Self.nextLine(after: start, in: bytes, hasCarriageReturns)
  }

  private static func nextLine(
    after offset: Int, in bytes: [UInt8], _ hasCarriageReturns: Bool
  ) -> Int? {
    let lineFeed = UInt8(ascii: "\n")
    guard hasCarriageReturns else {
      return bytes.position(of: lineFeed, from: offset).map { $0 + 1 }
    }
    let carriageReturn = UInt8(ascii: "\r")
    for index in offset..<bytes.count
    where bytes[index] == lineFeed || bytes[index] == carriageReturn {
      let isFirstOfTwo =
        bytes[index] == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == lineFeed
      return isFirstOfTwo ? index + 2 : index + 1
    }
    return nil
  }
}
