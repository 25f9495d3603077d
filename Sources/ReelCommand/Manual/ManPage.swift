/// The manual as `man` shows it: reel(1), in the macros of man(7).
struct ManPage: Sendable {
  let commands: [CommandSpec]
  let version: String

  /// The whole page.
  var text: String {
    """
    .\\" Written by 'reel man'.
    .TH REEL 1 "" "Reel \(version)" "Reel"
    .SH NAME
    reel \\- make for generated media
    .SH SYNOPSIS
    .B reel
    .I COMMAND
    .RI [ ARGUMENT ...]
    .SH DESCRIPTION
    Reel reads a manifest of prompts, edits and films in YAML, and makes what is missing of it, as far
    as you allow, at once.
    Requests to a media API are slow, billed and never come back the same twice, so that it writes down
    every request before it sends it and keeps every result that was paid for.
    .SH COMMANDS
    \(commands.map(section).joined(separator: "\n"))
    .SH EXIT STATUS
    \(statuses.joined(separator: "\n"))
    .SH ENVIRONMENT
    \(Self.environment.map { Self.item($0.0, $0.1) }.joined(separator: "\n"))
    .SH FILES
    \(Self.files.map { Self.item($0.0, $0.1) }.joined(separator: "\n"))
    .SH EXAMPLES
    .nf
    \(commands.map { Self.escaped($0.example) }.joined(separator: "\n"))
    .fi

    """
  }

  private var statuses: [String] {
    ExitStatus.allCases.sorted { $0.rawValue < $1.rawValue }
      .map { Self.item("\($0.rawValue)", $0.meaning + ".") }
  }

  private static let environment = [
    ("XAI_API_KEY", "The key, where the manifest or --api-key-env names no other variable."),
    ("NO_COLOR", "Set to anything, nothing is coloured."),
    ("SSL_CERT_FILE", "Certificates of authorities to be trusted in place of the system's."),
  ]

  private static let files = [
    (".reel/", "Beside a manifest: records, and everything that was ever paid for."),
    (
      "MANIFEST.lock.yaml",
      "Beside a manifest: what every asset came to. It is made to be committed."
    ),
    ("out/NAME", "Beside a manifest: outputs, where it does not say otherwise."),
  ]

  private func section(_ command: CommandSpec) -> String {
    let usage = ["reel \(command.name)", command.operands].filter { !$0.isEmpty }
      .joined(separator: " ")
    let options = command.options.map { option in
      let letter = option.letter.map { "-\($0), " } ?? ""
      let value = option.value.map { " \($0)" } ?? ""
      return Self.item("\(letter)--\(option.name)\(value)", option.help)
    }
    return
      ([".SS \(Self.escaped(usage))", Self.escaped(command.summary) + "."] + options)
      .joined(separator: "\n")
  }

  /// A term and what it means.
  private static func item(_ term: String, _ meaning: String) -> String {
    ".TP\n.B \(escaped(term))\n\(escaped(meaning))"
  }

  /// The text as it is, and not as requests and escapes of roff; one line.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'": result += "\\(aq"
      case "\"": result += "\\(dq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "…": result += "..."
      default: result.append(character)
      }
    }
    // At the start of a line a dot would begin a request.
    return result.hasPrefix(".") ? "\\&" + result : result
  }
}
