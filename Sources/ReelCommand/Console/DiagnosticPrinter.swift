import ReelBasics

/// Writes diagnostics: for people, for machines, for GitHub.
struct DiagnosticPrinter {
  enum Format: String, CaseIterable {
    case text
    case json
    case github
  }

  let format: Format
  let style: TextStyle
  let context: ProcessContext

  /// All of them with the number of those that are not shown.
  func print(_ diagnostics: [Diagnostic], dropped: Int) -> String {
    switch format {
    case .text:
      let more = dropped > 0 ? "… and \(dropped) more\n" : ""
      return diagnostics.map(text).joined() + more
    case .json: return Self.json(diagnostics, dropped: dropped).pretty
    case .github:
      let more =
        dropped > 0
        ? WorkflowCommand.line(
          .notice, at: nil, in: context, title: "reel check", "and \(dropped) more findings") : ""
      return diagnostics.map(github).joined() + more
    }
  }

  // MARK: People

  private func text(_ diagnostic: Diagnostic) -> String {
    let place = diagnostic.location.map { "\(TerminalText.safe("\($0)")): " } ?? ""
    let severity =
      diagnostic.severity == .error ? style.bad("error:") : style.warning("warning:")
    var lines = [
      "\(style.strong(place))\(severity) \(TerminalText.safe(diagnostic.message)) "
        + style.faint("[\(diagnostic.code.rawValue)]")
    ]
    if let location = diagnostic.location { lines += excerpt(location) }
    for note in diagnostic.notes {
      let place = note.location.map { "\(TerminalText.safe("\($0)")): " } ?? "  "
      lines.append("\(place)note: \(TerminalText.safe(note.message))")
    }
    if let help = diagnostic.help { lines.append("  help: \(TerminalText.safe(help))") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The line, cut where it is long, and a caret beneath the place.
  private func excerpt(_ location: SourceLocation) -> [String] {
    let characters = Array(location.text)
    guard !characters.isEmpty, location.column <= characters.count + 1 else { return [] }
    let start = max(0, location.column - 1 - 60)
    let shown = characters[start..<min(characters.count, start + 140)]
    let before = characters[start..<(location.column - 1)]
    let padding = before.map {
      $0 == "\t" ? "\t" : String(repeating: " ", count: TerminalText.width(of: $0))
    }.joined()
    let text = shown.map { $0 == "\t" ? "\t" : TerminalText.safe(String($0)) }.joined()
    return ["  \(start > 0 ? "…" : " ")\(text)", "   \(padding)\(style.bad("^"))"]
  }

  // MARK: Machines

  /// The diagnostics as `reel.diagnostics/1`.
  static func json(_ diagnostics: [Diagnostic], dropped: Int) -> JSONValue {
    [
      "schema": "reel.diagnostics/1",
      "diagnostics": .array(diagnostics.map(json)),
      "dropped": .int(Int64(dropped)),
    ]
  }

  private static func json(_ diagnostic: Diagnostic) -> JSONValue {
    var fields = place(diagnostic.location)
    fields["code"] = .string(diagnostic.code.rawValue)
    fields["severity"] = .string(diagnostic.severity.rawValue)
    fields["message"] = .string(diagnostic.message)
    if let help = diagnostic.help { fields["help"] = .string(help) }
    if !diagnostic.notes.isEmpty {
      fields["notes"] = .array(
        diagnostic.notes.map { note in
          .object(place(note.location).merging(["message": .string(note.message)]) { $1 })
        })
    }
    return .object(fields)
  }

  private static func place(_ location: SourceLocation?) -> [String: JSONValue] {
    guard let location else { return [:] }
    return [
      "file": .string(location.file), "line": .int(Int64(location.line)),
      "column": .int(Int64(location.column)),
    ]
  }

  private func github(_ diagnostic: Diagnostic) -> String {
    let help = diagnostic.help.map { " (\($0))" } ?? ""
    let notes = diagnostic.notes.map { note in
      "\nnote: " + (note.location.map { "\($0): " } ?? "") + note.message
    }.joined()
    return WorkflowCommand.line(
      diagnostic.severity == .error ? .error : .warning, at: diagnostic.location, in: context,
      title: diagnostic.code.rawValue, diagnostic.message + help + notes)
  }
}
