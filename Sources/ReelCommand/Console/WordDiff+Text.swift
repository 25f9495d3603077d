import ReelBasics

extension WordDiff {
  /// How many columns of what stayed are shown on either side of a change.
  private static let context = 16
  /// How many columns of what was taken out, and of what came, are shown.
  private static let longest = 48
  /// How many changes are shown.
  private static let most = 3

  /// The changes on one line of bounded length, with a little of what is around them, safe for
  /// terminals.
  func text(_ style: TextStyle) -> String {
    var out = ""
    var changes = 0
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .same(let text):
        let isLast = changes == Self.most || index == pieces.count - 1
        out += Self.shortened(text, isFirst: index == 0, isLast: isLast)
        if isLast { return out + more(after: changes) }
      case .changed(let removed, let added):
        changes += 1
        if !removed.isEmpty { out += style.removed(Self.head(of: removed)) }
        if !added.isEmpty { out += style.added(Self.head(of: added)) }
      }
    }
    return out
  }

  private func more(after shown: Int) -> String {
    let all = pieces.count { if case .changed = $0 { true } else { false } }
    return all > shown ? " (and \(all - shown) more)" : ""
  }

  /// What stayed, without what is far from a change.
  private static func shortened(_ text: String, isFirst: Bool, isLast: Bool) -> String {
    let columns = isFirst || isLast ? context : 2 * context + 1
    let (whole, isWhole) = cut(text, columns: columns)
    if isWhole { return whole.joined() }
    let head = isFirst ? [] : cut(text, columns: context).text
    let tail = isLast ? [] : cut(text.reversed(), columns: context).text.reversed()
    return head.joined() + "…" + tail.joined()
  }

  private static func head(of text: String) -> String {
    let (head, isWhole) = cut(text, columns: longest)
    return head.joined() + (isWhole ? "" : "…")
  }

  /// The first characters that fit so many columns, in words that terminals can show.
  private static func cut(
    _ text: some Sequence<Character>, columns: Int
  ) -> (text: [String], isWhole: Bool) {
    var out: [String] = []
    var width = 0
    for character in text {
      // One character may be made of very many marks.
      width += max(TerminalText.width(of: character), character.unicodeScalars.count / 8)
      guard width <= columns else { return (out, false) }
      switch character {
      case "\t": out.append("⇥")
      case _ where character.isNewline: out.append("⏎")
      default: out.append(TerminalText.safe(String(character)))
      }
    }
    return (out, true)
  }
}
