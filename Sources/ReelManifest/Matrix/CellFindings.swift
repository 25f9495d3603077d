import ReelBasics

/// Findings about the cells of one asset: what is wrong with all of them is said once.
struct CellFindings {
  /// Of one place, so many findings in different words are told.
  private static let mostPerPlace = 5

  private struct Key: Hashable {
    let code: DiagnosticCode
    let location: SourceLocation?
  }

  private struct Finding {
    let diagnostic: Diagnostic
    let cell: CellName
    /// Where the value stands that is wrong, or else the row of the cell.
    let place: SourceLocation?
    var count: Int
  }

  private var order: [Key] = []
  private var findings: [Key: [String: Finding]] = [:]
  private var dropped: [Key: Int] = [:]

  /// Takes what was found in a cell.
  ///
  /// `valuePlaces` says, by the places of findings, where a value stands that was put in there.
  mutating func add(
    _ found: [Diagnostic], in cell: CellName, row: SourceLocation?,
    valuePlaces: [SourceLocation: SourceLocation]
  ) {
    for diagnostic in found {
      let key = Key(code: diagnostic.code, location: diagnostic.location)
      if findings[key] == nil { order.append(key) }
      if findings[key]?[diagnostic.message] != nil {
        findings[key]?[diagnostic.message]?.count += 1
      } else if findings[key]?.count ?? 0 < Self.mostPerPlace {
        findings[key, default: [:]][diagnostic.message] = Finding(
          diagnostic: diagnostic, cell: cell,
          place: diagnostic.location.flatMap { valuePlaces[$0] } ?? row, count: 1)
      } else {
        dropped[key, default: 0] += 1
      }
    }
  }

  /// Reports them, each with the first cell that it was found in.
  func report(to diagnostics: DiagnosticCollector) {
    for key in order {
      let found = (findings[key] ?? [:]).values.sorted { $0.cell.text < $1.cell.text }
      for (number, finding) in found.enumerated() {
        let more = finding.count - 1
        var notes = [
          Diagnostic.Note(
            "in the cell '\(finding.cell.text)'"
              + (more > 0 ? " and \(more) other\(more == 1 ? "" : "s")" : ""), at: finding.place)
        ]
        if number == found.count - 1, let others = dropped[key] {
          notes.append(Diagnostic.Note("and the like in \(others) more"))
        }
        let diagnostic = finding.diagnostic
        diagnostics.report(
          diagnostic.code, diagnostic.message, at: diagnostic.location,
          notes: diagnostic.notes + notes, help: diagnostic.help)
      }
    }
  }
}
