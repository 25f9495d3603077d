import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelManifest

/// Tables that are written at random come back as they were, and random bytes are read or refused.
@Suite(.timeLimit(.minutes(10))) struct RowPropertyTests {
  private static let pieces = [
    "a", "B", "7", " ", "  ", "\t", ",", ";", "\"", "\"\"", "\n", "\r", "\r\n", "'", "{", "}", "[",
    "]", ":", "#", "\\", "é", "e\u{301}", "名", "🪁", "👩‍👩‍👧", "null", "true", "1.10", "-", "\u{2028}",
  ]

  private func text(_ random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...5, using: &random)).map { _ in
      Self.pieces.randomElement(using: &random) ?? ""
    }.joined()
  }

  /// Names that a column may have, all different.
  private func names(_ random: inout SeededGenerator) -> [String] {
    (0..<Int.random(in: 1...6, using: &random)).map { number in
      "\(number)" + text(&random).filter { $0 != "}" }
    }
  }

  private func rows(of width: Int, _ random: inout SeededGenerator) -> [[String]] {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in
      (0..<width).map { _ in text(&random) }
    }
  }

  // MARK: CSV and TSV

  private func withLineFeeds(_ text: String) -> String {
    String(text.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 })
  }

  private func isBlank(_ text: String) -> Bool { text.allSatisfy { $0 == " " || $0 == "\t" } }

  /// Writes a field, in quotes where it must be and now and then where it need not.
  private func delimited(
    _ text: String, separator: Character, isLone: Bool, isHeader: Bool,
    _ random: inout SeededGenerator
  ) -> String {
    let needsQuotes =
      text.contains { $0.isNewline || $0 == "\"" || $0 == separator } || (isLone && isBlank(text))
      || (isHeader && text.contains { ",;\t ".contains($0) })
    guard needsQuotes || Bool.random(using: &random) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  @Test(arguments: 0..<400) func `delimited tables come back`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let name = try #require(["x.csv", "x.csv", "x.tsv"].randomElement(using: &random))
    let separator: Character =
      name == "x.tsv" ? "\t" : try #require([",", ";"].randomElement(using: &random))
    let lineBreak = try #require(["\n", "\r\n", "\r"].randomElement(using: &random))
    let columns = names(&random)
    let rows = rows(of: columns.count, &random)
    let lines = ([columns] + rows).enumerated().map { number, fields in
      fields.map {
        delimited(
          $0, separator: separator, isLone: fields.count == 1, isHeader: number == 0, &random)
      }.joined(separator: String(separator))
        + String(repeating: lineBreak, count: Int.random(in: 1...2, using: &random))
    }
    var written = lines.joined()
    if Bool.random(using: &random) { written.removeLast() }
    if Bool.random(using: &random) { written = "\u{FEFF}" + written }
    let reading = RowReading(written, as: name)
    let kept = rows.filter { !$0.allSatisfy(isBlank) }
    // Compared byte by byte: texts that differ in their composition only are equal.
    #expect(
      reading.cells.map { $0.map { $0.map { Array($0.utf8) } } }
        == ([columns] + kept).map { $0.map { Array(withLineFeeds($0).utf8) } },
      "seed \(seed): \(reading.messages)\n\(written)")
  }

  // MARK: JSON

  private func quoted(_ text: String, _ random: inout SeededGenerator) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "/" where Bool.random(using: &random): out += "\\/"
      case "\n" where Bool.random(using: &random): out += "\\n"
      default:
        guard scalar.value < 0x20 || Int.random(in: 0..<4, using: &random) == 0 else {
          out.unicodeScalars.append(scalar)
          continue
        }
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
          out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return out + "\""
  }

  @Test(arguments: 0..<400) func `JSON tables come back`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let isLines = Bool.random(using: &random)
    let columns = names(&random)
    let rows = rows(of: columns.count, &random) + [columns.map { _ in "x" }]
    let objects = rows.reversed().map { row in
      let fields = zip(columns, row).map { name, value in
        let space = [" ", "", isLines ? "\t" : "\n"].randomElement(using: &random) ?? ""
        return quoted(name, &random) + ":" + space + quoted(value, &random) + space
      }
      return "{" + fields.joined(separator: ",") + "}"
    }
    let written =
      isLines ? objects.joined(separator: "\n") : "[" + objects.joined(separator: ",") + "]"
    let reading = RowReading(written, as: isLines ? "x.jsonl" : "x.json")
    #expect(
      reading.cells.map { $0.map { $0.map { Array($0.utf8) } } }
        == ([columns] + rows.reversed()).map { $0.map { Array($0.utf8) } },
      "seed \(seed): \(reading.messages)\n\(written)")
  }

  // MARK: Anything

  private static let names = ["x.csv", "x.tsv", "x.json", "x.ndjson", "x.yaml"]
  private static let fragments = [
    "sku,title\n", "a;b\n", "\"x\"\"y\"", "\r\n", "[{\"a\": 1}, ", "{\"a\": \"\\ud83d\\ude00\"}",
    "\\u00", "\"", "- {a: 1}\n", "- a: &x 2\n", "*x", "<<: ", "\t", "\u{0}", "\u{FEFF}", "null",
    "1e5", "}", "]", "[", "{", ":", ",", ";", "\n", "é", "🪁",
  ]

  @Test(arguments: 0..<1500) func `random bytes are read or refused`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 1...20, using: &random) {
      if Int.random(in: 0..<6, using: &random) == 0 {
        bytes.append(UInt8.random(in: 0...255, using: &random))
      } else {
        bytes += Array((Self.fragments.randomElement(using: &random) ?? "").utf8)
      }
    }
    for name in Self.names {
      let reading = RowReading(bytes, as: name, key: seed % 2 == 0 ? "a" : nil)
      let hasErrors = reading.diagnostics.contains { $0.severity == .error }
      #expect((reading.table == nil) == hasErrors, "seed \(seed), \(name): \(bytes)")
      for location in reading.diagnostics.compactMap(\.location) {
        #expect(location.line >= 1 && location.column >= 1, "seed \(seed), \(name): \(bytes)")
      }
      guard let table = reading.table else { continue }
      #expect(
        table.rows.allSatisfy { $0.values.count == table.columns.count },
        "seed \(seed), \(name): \(bytes)")
      #expect(table.columnLocations.count == table.columns.count)
    }
  }
}
