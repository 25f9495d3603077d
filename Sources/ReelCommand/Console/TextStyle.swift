import ReelBasics

/// Colours for terminals, or none.
struct TextStyle: Sendable {
  let isColoured: Bool

  init(isColoured: Bool) { self.isColoured = isColoured }

  /// `option` is `auto`, `always` or `never`.
  init(option: String?, context: ProcessContext, writer: DescriptorWriter) {
    switch option {
    case "always": isColoured = true
    case "never": isColoured = false
    default:
      isColoured =
        writer.isTerminal && (context.environment["NO_COLOR"] ?? "").isEmpty
        && context.environment["TERM"] != "dumb"
    }
  }

  func good(_ text: String) -> String { paint(text, "32") }
  func bad(_ text: String) -> String { paint(text, "1;31") }
  func warning(_ text: String) -> String { paint(text, "1;33") }
  func strong(_ text: String) -> String { paint(text, "1") }
  /// What was taken out of a text.
  func removed(_ text: String) -> String { isColoured ? paint(text, "31") : "[-\(text)-]" }
  /// What came into a text.
  func added(_ text: String) -> String { isColoured ? paint(text, "32") : "{+\(text)+}" }
  func faint(_ text: String) -> String { paint(text, "2") }

  private func paint(_ text: String, _ code: String) -> String {
    isColoured && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
