import ReelBasics

/// Reads rows from JSON: a list of objects, or one object on every line.
struct JSONRowReader {
  private let source: SourceText
  private let limits: RowLimits
  private var scanner: JSONScanner
  private var builder: RowTableBuilder
  private var places: RunningPlaces

  /// A reader of UTF-8.
  init(source: SourceText, limits: RowLimits, builder: RowTableBuilder) {
    self.source = source
    self.limits = limits
    self.builder = builder
    scanner = JSONScanner(source.bytes, in: source.markLength..<source.bytes.count)
    places = RunningPlaces(source: source)
  }

  /// The rows of a list of objects; `nil` where something is wrong, which is reported.
  mutating func readList() -> RowTable? {
    do throws(JSONScanner.Mistake) {
      guard try isList() else { return nil }
      var isFirst = true
      while !builder.isFull {
        if isFirst, scanner.take("]") { break }
        try readRow()
        isFirst = false
        if scanner.take("]") { break }
        guard scanner.take(",") else { throw scanner.mistake(wanted: "',' or ']'") }
      }
      if !builder.isFull, scanner.next() != nil {
        throw scanner.mistake(wanted: "the end of the file")
      }
    } catch {
      report(error)
    }
    return builder.finish()
  }

  /// The rows of a text with one object on every line.
  mutating func readLines() -> RowTable? {
    for number in 0..<source.lineCount where !builder.isFull {
      let line = source.line(number)
      let start = max(line.startIndex, source.markLength)
      scanner = JSONScanner(source.bytes, in: start..<max(start, line.endIndex))
      guard scanner.next() != nil else { continue }
      do throws(JSONScanner.Mistake) {
        try readRow()
        if scanner.next() != nil { throw scanner.mistake(wanted: "the end of the line") }
      } catch {
        report(error)
      }
    }
    return builder.finish()
  }

  /// Takes the bracket of the list; anything else is reported.
  private mutating func isList() throws(JSONScanner.Mistake) -> Bool {
    let start = scanner.next().map { _ in scanner.index } ?? source.markLength
    if scanner.take("[") { return true }
    let isObject = scanner.take("{")
    builder.report(
      .rowsValue, "the rows have to be a list of objects: [{…}, {…}]",
      at: places.location(offset: start),
      help: isObject ? "a file with one object on every line is called .ndjson" : nil)
    return false
  }

  private mutating func report(_ mistake: JSONScanner.Mistake) {
    builder.report(
      mistake.code, mistake.message, at: places.location(offset: mistake.offset),
      help: mistake.help)
  }

  // MARK: Rows

  private mutating func readRow() throws(JSONScanner.Mistake) {
    _ = scanner.next()
    let start = scanner.index
    guard scanner.take("{") else {
      try skipValue(depth: 1)
      builder.report(
        .rowsValue, "a row has to be an object: {\"column\": \"value\"}",
        at: places.location(offset: start))
      return
    }
    builder.beginRow(at: places.location(offset: start))
    try readFields(prefix: "", depth: 1)
    _ = builder.endRow()
  }

  /// Reads an object's fields, the brace that opens it being taken.
  private mutating func readFields(
    prefix: String, depth: Int
  ) throws(JSONScanner.Mistake) {
    try readEntries { reader, key, start throws(JSONScanner.Mistake) in
      try reader.readField(prefix + key, at: start, depth: depth)
    }
  }

  /// Goes through `"key":` and what follows it, up to the brace that closes.
  private mutating func readEntries(
    _ value: (inout Self, _ key: String, _ start: Int) throws(JSONScanner.Mistake) -> Void
  ) throws(JSONScanner.Mistake) {
    if scanner.take("}") { return }
    repeat {
      _ = scanner.next()
      let start = scanner.index
      guard let key = try scanner.text() else {
        throw scanner.mistake(wanted: "a key in double quotes")
      }
      guard scanner.take(":") else { throw scanner.mistake(wanted: "':'") }
      try value(&self, key, start)
    } while scanner.take(",")
    guard scanner.take("}") else { throw scanner.mistake(wanted: "',' or '}'") }
  }

  private mutating func readField(
    _ name: String, at key: Int, depth: Int
  ) throws(JSONScanner.Mistake) {
    let first = scanner.next()
    let start = scanner.index
    switch first {
    case UInt8(ascii: "{"):
      try descend(depth)
      _ = scanner.take("{")
      try readFields(prefix: name + ".", depth: depth + 1)
    case UInt8(ascii: "["):
      try skipValue(depth: depth)
      builder.report(
        .rowsValue, "the column '\(name)' has a list; a cell is one value",
        at: places.location(offset: start))
    default:
      let text = try scalar()
      if builder.isFull { return }
      let column =
        builder.column(name) ?? builder.addColumn(name, at: places.location(offset: key))
      guard !builder.isFull, !builder.set(column, to: text) else { return }
      builder.report(
        .rowsDuplicateColumn, "the row has '\(name)' twice", at: places.location(offset: key))
    }
  }

  /// A value as it is spelt; nothing for `null`.
  private mutating func scalar() throws(JSONScanner.Mistake) -> String {
    if let text = try scanner.text() { return text }
    guard let word = try scanner.word() else { throw scanner.mistake(wanted: "a value") }
    return word == "null" ? "" : word
  }

  /// Goes past a value that is of no use.
  private mutating func skipValue(depth: Int) throws(JSONScanner.Mistake) {
    switch scanner.next() {
    case UInt8(ascii: "{"):
      try descend(depth)
      _ = scanner.take("{")
      try readEntries { reader, _, _ throws(JSONScanner.Mistake) in
        try reader.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try descend(depth)
      _ = scanner.take("[")
      if scanner.take("]") { return }
      repeat { try skipValue(depth: depth + 1) } while scanner.take(",")
      guard scanner.take("]") else { throw scanner.mistake(wanted: "',' or ']'") }
    default: _ = try scalar()
    }
  }

  private func descend(_ depth: Int) throws(JSONScanner.Mistake) {
    guard depth < limits.depth else {
      throw JSONScanner.Mistake(
        message: "more than \(limits.depth) objects and lists inside each other",
        offset: scanner.index, code: .rowsTooLarge)
    }
  }
}
