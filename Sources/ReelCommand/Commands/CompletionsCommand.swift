import ReelBasics
import ReelManifest

/// Prints what makes a shell complete command lines, and answers when that asks.
struct CompletionsCommand: Command {
  static let name = "completions"
  let spec = CommandSpec(
    name: Self.name, summary: "Print what makes a shell complete 'reel …'",
    operands: "bash|zsh|fish [WORD…]",
    options: [
      OptionSpec(
        "line", value: "LINE", help: "what can follow this line, or these words; the scripts ask")
    ], example: "eval \"$(reel completions bash)\"")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let names = CompletionScript.allCases.map(\.rawValue)
    guard let name = arguments.operands.first, let script = CompletionScript(rawValue: name) else {
      throw UsageError("'completions' takes a shell: \(names.joined(separator: ", "))")
    }
    let completer = Completer(
      commands: Commands.all.map(\.spec),
      names: { ManifestNames(path: $0, $1, context: context) },
      codes: DiagnosticCode.allCases.map(\.rawValue))
    if let line = arguments.last("line") {
      let words = ShellWords(line)
      let answer = completer.complete(words.word, after: Array(words.before.dropFirst()))
      context.output.write(":head\t\(Self.head(of: words.word))\n" + Self.lines(answer))
    } else if let word = arguments.operands.dropFirst().last {
      let before = Array(arguments.operands.dropFirst().dropLast())
      context.output.write(Self.lines(completer.complete(word, after: before)))
    } else {
      context.output.write(script.text)
    }
    return .success
  }

  /// What bash does not count as part of the word, as it splits words at `:` and `=`.
  private static func head(of word: String) -> String {
    word.lastIndex { $0 == ":" || $0 == "=" }.map { String(word[...$0]) } ?? ""
  }

  private static func lines(_ answer: Completer.Answer) -> String {
    let candidates = answer.candidates.map { "\(plain($0.text))\t\(plain($0.help))\n" }
    return candidates.joined() + ":paths\t\(answer.paths.rawValue)\n"
  }

  /// Without what would end a line or a field, or move the cursor.
  private static func plain(_ text: String) -> String {
    TerminalText.safe(text).split(separator: "\n").joined(separator: " ")
  }
}
