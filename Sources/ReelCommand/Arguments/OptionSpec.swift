/// An option of a command line.
struct OptionSpec: Sendable {
  /// Without the dashes.
  let name: String
  let letter: Character?
  /// What its value is called in the help; `nil` for a flag.
  let value: String?
  let help: String

  init(_ name: String, letter: Character? = nil, value: String? = nil, help: String) {
    self.name = name
    self.letter = letter
    self.value = value
    self.help = help
  }
}

/// A command: what its line looks like and what its help says.
struct CommandSpec: Sendable {
  let name: String
  let summary: String
  /// The operands as the usage line writes them.
  let operands: String
  let options: [OptionSpec]
  /// The options that '--help' shows, where all of them are more than fits a screen.
  let first: [String]
  /// A line to copy.
  let example: String

  init(
    name: String, summary: String, operands: String, options: [OptionSpec], first: [String] = [],
    example: String
  ) {
    self.name = name
    self.summary = summary
    self.operands = operands
    self.options = options
    self.first = first
    self.example = example
  }
}

/// What is wrong with a command line.
struct UsageError: Error, Sendable {
  let message: String

  init(_ message: String) { self.message = message }
}
