import ReelBasics
import ReelManifest

/// Writes explanations of codes, for people.
enum ExplanationText {
  /// A line for each, in two columns.
  static func list(_ explanations: [Explanation]) -> String {
    let width = explanations.map(\.code.rawValue.count).max() ?? 0
    return explanations.map {
      "\($0.code.rawValue.padded(to: width))  \($0.summary)\n"
    }.joined()
  }

  /// All that there is to say of one.
  static func page(_ explanation: Explanation) -> String {
    let code = explanation.code
    var parts = [
      "\(code.rawValue) (\(code.severity.rawValue)): \(explanation.summary)",
      HelpText.wrapped(explanation.meaning).joined(separator: "\n"),
    ]
    switch explanation.demonstration {
    case .none(let reason):
      parts.append(
        HelpText.wrapped("No manifest can show it here: \(reason).").joined(separator: "\n"))
    case .examples(let wrong, let right):
      parts += ["Wrong:", block(wrong.text), "Right:", block(right.text)]
      parts += files(wrong.files.merging(right.files) { first, _ in first })
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The files beside the manifests, with what is in them where that matters.
  private static func files(_ files: [String: String?]) -> [String] {
    let sorted = files.sorted { $0.key < $1.key }
    let named = sorted.compactMap { $0.value == nil ? $0.key : nil }
    let beside = named.isEmpty ? [] : ["Beside them: \(named.joined(separator: ", "))"]
    return beside
      + sorted.flatMap { name, text in
        text.map { ["\(name):", block($0)] } ?? []
      }
  }

  /// A text as an example: indented, and cut where lines are very long.
  private static func block(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return (lines.last == "" ? lines.dropLast() : lines[...]).map { line in
      let shown = line.count > mostColumns ? line.prefix(mostColumns) + "…" : line
      return "    " + TerminalText.safe(String(shown))
    }.joined(separator: "\n")
  }

  private static let mostColumns = 120
}
