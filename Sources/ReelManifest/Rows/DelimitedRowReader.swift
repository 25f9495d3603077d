import ReelBasics

/// Reads CSV and TSV by RFC 4180: quotes, doubled quotes and line breaks inside them.
///
/// Beyond it: lines end with LF, CR or both; blank ones are left out, and rows whose fields are all
/// blank; `;` separates where the header has more of it than of `,`; spaces around a header without
/// quotes do not count; line breaks inside quotes are line feeds, however the file was saved.
struct DelimitedRowReader {
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")

  private let bytes: [UInt8]
  private let isCSV: Bool
  private var builder: RowTableBuilder
  private var places: RunningPlaces
  /// Mistakes stand further on than the row that is read.
  private var mistakes: RunningPlaces
  private var separator: UInt8
  private var index: Int
  /// The fields of the record read last, and where each of them begins.
  private var fields: [String] = []
  private var starts: [Int] = []

  /// A reader of UTF-8 without control characters.
  init(source: SourceText, isCSV: Bool, builder: RowTableBuilder) {
    self.isCSV = isCSV
    self.builder = builder
    bytes = source.bytes
    places = RunningPlaces(source: source)
    mistakes = RunningPlaces(source: source)
    separator = Self.tab
    index = source.markLength
  }

  /// The table; `nil` where something is wrong, which is reported.
  mutating func read() -> RowTable? {
    skipBlankLines()
    if isCSV { separator = separatorOfHeader() }
    guard readRecord() else { return nil }
    guard readHeader() else { return builder.finish() }
    let width = fields.count
    while !builder.isFull {
      skipBlankLines()
      guard index < bytes.count else { break }
      let start = index
      guard readRecord() else { break }
      // As spreadsheets write rows that were emptied.
      guard !fields.allSatisfy(Self.isBlank) else { continue }
      guard fields.count == width else {
        reportCount(of: width, start: start)
        continue
      }
      if !builder.append(fields, at: places.location(offset: start)) { break }
    }
    return builder.finish()
  }

  // MARK: Header

  /// `;` where more of it than of `,` stands in the first record outside quotes.
  private func separatorOfHeader() -> UInt8 {
    var commas = 0
    var semicolons = 0
    var isQuoted = false
    for byte in bytes[index...] {
      if byte == Self.quote { isQuoted.toggle() }
      guard !isQuoted else { continue }
      if byte == Self.lineFeed || byte == Self.carriageReturn { break }
      if byte == UInt8(ascii: ",") { commas += 1 }
      if byte == UInt8(ascii: ";") { semicolons += 1 }
    }
    return semicolons > commas ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }

  /// Reads the columns' names; `false` where the rows would not be what they are meant to be.
  private mutating func readHeader() -> Bool {
    if isCSV, fields.count == 1, bytes[starts[0]] != Self.quote, fields[0].contains("\t") {
      builder.report(
        .rowsColumn, "the header has tabs, and no ',' or ';'",
        at: places.location(offset: starts[0]),
        help: "a file whose fields are separated by tabs is called .tsv")
      return false
    }
    if isCSV, fields.count == 2, fields[0].lowercased() == "sep=", fields[1].isEmpty {
      let mark = fields[0] + String(decoding: [separator], as: UTF8.self)
      builder.report(
        .rowsColumn, "a column has no name", at: places.location(offset: starts[1]),
        help: "delete the first line '\(mark)': the separator is known without it")
      return false
    }
    for (field, start) in zip(fields, starts) {
      let isQuoted = start < bytes.count && bytes[start] == Self.quote
      let name = isQuoted ? field : Self.trimmed(field)
      let location = places.location(offset: start)
      if let first = builder.column(name) {
        builder.report(
          .rowsDuplicateColumn, "two columns are called '\(name)'", at: location,
          notes: [Diagnostic.Note("the first is here", at: builder.location(ofColumn: first))])
      } else {
        _ = builder.addColumn(name, at: location)
      }
      if builder.isFull { return false }
    }
    return true
  }

  private static func trimmed(_ field: String) -> String {
    let start = field.drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }

  // MARK: Records

  private static func isBlank(_ field: String) -> Bool {
    field.utf8.allSatisfy { $0 == space || $0 == tab }
  }

  /// A line of nothing but spaces is blank; of tabs as well, where they separate nothing.
  private mutating func skipBlankLines() {
    while true {
      var end = index
      while end < bytes.count, bytes[end] == Self.space || isCSV && bytes[end] == Self.tab {
        end += 1
      }
      guard end < bytes.count else {
        index = end
        return
      }
      guard isLineBreak(bytes[end]) else { return }
      index = end
      skipLineBreak()
    }
  }

  private func isLineBreak(_ byte: UInt8) -> Bool {
    byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private mutating func skipLineBreak() {
    let isReturn = bytes[index] == Self.carriageReturn
    index += 1
    if isReturn, index < bytes.count, bytes[index] == Self.lineFeed { index += 1 }
  }

  /// Reads a record with the line break that ends it; `false` where a quote has no end, or where
  /// nobody would read further findings.
  private mutating func readRecord() -> Bool {
    fields = []
    fields.reserveCapacity(starts.count)
    starts.removeAll(keepingCapacity: true)
    while true {
      starts.append(index)
      if index < bytes.count, bytes[index] == Self.quote {
        guard readQuoted() else { return false }
      } else {
        readPlain()
      }
      guard !builder.isFull else { return false }
      guard index < bytes.count else { return true }
      guard bytes[index] == separator else {
        skipLineBreak()
        return true
      }
      index += 1
    }
  }

  private mutating func readPlain() {
    let start = index
    var firstQuote: Int?
    while index < bytes.count {
      let byte = bytes[index]
      if byte == separator || isLineBreak(byte) { break }
      if byte == Self.quote, firstQuote == nil { firstQuote = index }
      index += 1
    }
    fields.append(String(decoding: bytes[start..<index], as: UTF8.self))
    guard let firstQuote else { return }
    builder.report(
      .rowsSyntax, "a quote stands inside a field that does not begin with one",
      at: mistakes.location(offset: firstQuote),
      help: "put the whole field in quotes, right after the separator, and write a quote inside it "
        + "twice: \"5\"\" nails\"")
  }

  private mutating func readQuoted() -> Bool {
    let start = index
    var field: [UInt8] = []
    var piece = start + 1
    index = piece
    while index < bytes.count {
      guard bytes[index] == Self.quote else {
        index += 1
        continue
      }
      field += bytes[piece..<index]
      index += 1
      guard index < bytes.count, bytes[index] == Self.quote else {
        skipRest()
        fields.append(String(decoding: field.withLineFeeds, as: UTF8.self))
        return true
      }
      piece = index
      index += 1
    }
    builder.report(
      .rowsSyntax, "the quote that begins here has no end", at: mistakes.location(offset: start),
      help: "a quote inside a text in quotes is written twice")
    return false
  }

  /// Skips what wrongly follows the quote that ends a field.
  private mutating func skipRest() {
    guard index < bytes.count, bytes[index] != separator, !isLineBreak(bytes[index]) else { return }
    builder.report(
      .rowsSyntax, "more text follows the quote that ends the field",
      at: mistakes.location(offset: index), help: "a quote inside a text in quotes is written twice"
    )
    while index < bytes.count, bytes[index] != separator, !isLineBreak(bytes[index]) { index += 1 }
  }

  private mutating func reportCount(of width: Int, start: Int) {
    let written = String(decoding: [separator], as: UTF8.self)
    let isTooMany = fields.count > width
    builder.report(
      .rowsFieldCount,
      "the row has \(Self.count(of: fields.count)), the header \(Self.count(of: width))",
      at: mistakes.location(offset: isTooMany ? starts[width] : start),
      help: separator == Self.tab
        ? "fields are separated by tabs; a text that holds one has to stand in quotes"
        : isTooMany
          ? "a text that holds '\(written)' has to stand in quotes: \"…\(written) …\""
          : "fields are separated by '\(written)', as in the header; an empty one is empty text")
  }

  private static func count(of fields: Int) -> String {
    fields == 1 ? "1 field" : "\(fields) fields"
  }
}
