import ReelBasics

/// Writes help from the tables of options.
enum HelpText {
  /// The help of one command: all of it, or what fits a screen.
  static func of(_ command: CommandSpec, isWhole: Bool = false) -> String {
    let options =
      isWhole || command.first.isEmpty
      ? command.options
      : command.first.compactMap { name in command.options.first { $0.name == name } }
    var lines = [
      "\(command.summary)", "",
      "Usage: reel \(command.name)\(command.operands.isEmpty ? "" : " \(command.operands)")"
        + (command.options.isEmpty ? "" : " [OPTION…]"), "",
    ]
    if !options.isEmpty {
      let rows = options.map { (label($0), $0.help) }
      let width = rows.map(\.0.count).max() ?? 0
      for (label, help) in rows {
        let parts = wrapped(help, to: lineWidth - width - 4)
        lines.append("  \(label.padded(to: width))  \(parts[0])")
        lines += parts.dropFirst().map { "".padded(to: width + 4) + $0 }
      }
      lines.append("")
    }
    let more = command.options.count - options.count
    if more > 0 { lines.append("\(more) more options: reel help \(command.name)") }
    lines.append("Example: \(command.example)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The help of the program.
  static func of(_ commands: [CommandSpec]) -> String {
    let width = commands.map(\.name.count).max() ?? 0
    let rows = commands.map { "  \($0.name.padded(to: width))  \($0.summary)" }
    return """
      Reel is make for generated media: a manifest of prompts, edits and films in,
      whole files out.

      Usage: reel COMMAND [ARGUMENT…]

      \(rows.joined(separator: "\n"))

      'reel COMMAND --help' says more, 'reel help COMMAND' all, 'reel --version' which
      version this is.

      Exit status: 0 all is there, 1 something failed, 2 usage or manifest, 3 stopped
      by budget or account, 4 waits for a person, 75 another run is under way,
      130 interrupted.

      Example: reel init shots && reel run shots/reel.yaml --emulator

      """
  }

  /// As wide as a terminal is.
  private static let lineWidth = 80

  /// The words in lines of at most `width` characters; at least one line.
  static func wrapped(_ text: String, to width: Int = lineWidth) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ") {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  private static func label(_ option: OptionSpec) -> String {
    let letter = option.letter.map { "-\($0), " } ?? "    "
    return "\(letter)--\(option.name)" + (option.value.map { " \($0)" } ?? "")
  }
}

extension String {
  /// The text with spaces behind it up to a width in columns of a terminal.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - TerminalText.width(of: self)))
  }
}
