import ReelBasics
import ReelTestSupport

@testable import ReelManifest

/// A data file read from memory, with all that was found on the way.
struct RowReading {
  let table: RowTable?
  let diagnostics: [Diagnostic]

  init(
    _ bytes: [UInt8], as name: String, key: String? = nil, limits: RowLimits = RowLimits()
  ) {
    let collector = DiagnosticCollector()
    let reader = RowReader(
      files: InMemoryFileReader(["/project/" + name: bytes]), diagnostics: collector,
      limits: limits)
    table = reader.read(
      path: "/project/" + name, written: name, key: key,
      place: SourceText(name: "test.yaml", bytes: []).location(line: 6, scalar: 2))
    diagnostics = collector.sorted
  }

  init(_ text: String, as name: String, key: String? = nil, limits: RowLimits = RowLimits()) {
    self.init(Array(text.utf8), as: name, key: key, limits: limits)
  }

  /// The columns, then the rows.
  var cells: [[String]]? { table.map { [$0.columns] + $0.rows.map(\.values) } }

  /// All findings, those at the manifest's node with `place`.
  var findings: [String] {
    diagnostics.map { diagnostic in
      let isPlace = diagnostic.location?.file == "test.yaml"
      let notes = diagnostic.notes.compactMap(\.location).map { " note \($0.line):\($0.column)" }
      return (isPlace ? "\(diagnostic.code.rawValue) place" : LoadedManifest.finding(diagnostic))
        + notes.joined()
    }
  }

  /// What the findings say, for failures.
  var messages: String {
    diagnostics.map { "\($0.location?.description ?? "-"): \($0.message)" }.joined(separator: " | ")
  }
}
