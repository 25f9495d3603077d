import ReelBasics
import ReelManifest

/// Draws how far a run has come: a line that sums up, and below it a line for every asset under way, in
/// the columns of the log.
struct ProgressView: Sendable {
  let style: TextStyle
  let text: ProgressText
  /// The width of the widest id.
  let idWidth: Int

  /// The columns of the age, and of the space behind it.
  private static let margin = 9
  /// Windows that are smaller get the line that sums up, and nothing else.
  private static let least = TerminalScreen.Size(columns: 20, rows: 4)

  /// The lines of a frame, each narrower than the window, and so many that the cursor and two lines of
  /// the log have room.
  func lines(
    _ model: ProgressModel, timeLeft: Duration?, at now: Duration, in size: TerminalScreen.Size
  ) -> [String] {
    let columns = max(1, size.columns - 1)
    let summary = summary(model, timeLeft: timeLeft, at: now, columns: columns)
    guard size.columns >= Self.least.columns, size.rows >= Self.least.rows else {
      return [summary]
    }
    let assets = model.assets
    let most = max(1, size.rows - 4)
    let shown = assets.count <= most ? assets : Array(assets.prefix(most - 1))
    var lines = [summary]
    lines += shown.map { line($0.id, $0.progress, at: now, columns: columns) }
    if assets.count > shown.count {
      let rest = assets.count - shown.count
      let words = shown.isEmpty ? "\(rest) under way" : "and \(rest) more"
      lines.append(style.faint(TerminalText.cut(indented("", words), to: columns)))
    }
    return lines
  }

  private func indented(_ age: String, _ words: String) -> String {
    String(repeating: " ", count: max(0, Self.margin - 2 - age.count)) + age + "  " + words
  }

  // MARK: The line that sums up

  /// In as many words as fit.
  private func summary(
    _ model: ProgressModel, timeLeft: Duration?, at now: Duration, columns: Int
  ) -> String {
    let counts = text.counts(model)
    let time = model.isStopping ? "stopping" : timeLeft.map { "~\($0.about)" } ?? ""
    let left = time.isEmpty || model.isStopping ? time : time + " left"
    let money = text.money(model, isBrief: true)
    let share: [(words: String, isBad: Bool)] =
      [("\(model.ended)/\(model.total)", false)] + counts.filter(\.isBad)
    let age = indented(now.whole, "")
    let forms: [(start: String, counts: [(words: String, isBad: Bool)], rest: [String])] = [
      (age, counts, [text.money(model), left]), (age, counts, [money, time]),
      (age, text.counts(model, isBrief: true), [money, time]), (age, share, [money, time]),
      (age, share, [time]), ("", share, [time]), ("", share, []),
    ]
    for form in forms {
      let rest = form.rest.filter { !$0.isEmpty }.map { "   " + $0 }.joined()
      let plain = form.start + form.counts.map(\.words).joined(separator: ", ") + rest
      guard TerminalText.width(of: plain) <= columns else { continue }
      let painted = form.counts.map { $0.isBad ? style.bad($0.words) : style.strong($0.words) }
      return style.faint(form.start) + painted.joined(separator: ", ") + rest
    }
    return TerminalText.cut(share[0].words, to: columns)
  }

  // MARK: An asset under way

  private func line(
    _ id: AssetID, _ asset: AssetProgress, at now: Duration, columns: Int
  ) -> String {
    let width = min(idWidth, max(4, (columns - Self.margin - 2) / 2))
    let name = name(id, in: width)
    // Where terminals differ in how wide a letter is, what follows is put into its column.
    let column = Self.margin + width + 2
    let place = TerminalText.isPlain(id.text) ? "" : "\u{1B}[\(column + 1)G"
    let words = TerminalText.cut(asset.words(at: now), to: columns - column)
    return style.faint(indented((now - asset.start).whole, "")) + name.padded(to: width) + "  "
      + place + words
  }

  /// An id safe for a terminal, no wider than so many columns: of a matrix's cell the names of the axes
  /// go first, and then what all of its cells have in common.
  private func name(_ id: AssetID, in width: Int) -> String {
    let name = TerminalText.safe(id.text)
    guard TerminalText.width(of: name) > width else { return name }
    guard let start = name.firstIndex(of: "[") else {
      return TerminalText.cutInside(name, to: width)
    }
    let values = name[start...].dropFirst().split(separator: ",").map { pair in
      pair.firstIndex(of: "=").map { pair[$0...].dropFirst() } ?? pair
    }
    let (base, cell) = (String(name[..<start]), "[" + values.joined(separator: ","))
    let room = width - TerminalText.width(of: cell)
    return room >= 1
      ? TerminalText.cut(base, to: room) + cell : TerminalText.cutInside(base + cell, to: width)
  }
}
