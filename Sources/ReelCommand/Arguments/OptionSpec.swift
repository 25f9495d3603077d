/// An option of a command line.
struct OptionSpec: Sendable {
  /// Without the dashes.
  let name: String
  let letter: Character?
  /// What its value is called in the help; `nil` for a flag.
  let value: String?
  let help: String
  /// Whether the command's own help has it; what is not listed is the help of another command's.
  private(set) var isListed = true

  init(_ name: String, letter: Character? = nil, value: String? = nil, help: String) {
    self.name = name
    self.letter = letter
    self.value = value
    self.help = help
  }

  /// The same, to be looked up in the help of another command.
  var unlisted: OptionSpec {
    var option = self
    option.isListed = false
    return option
  }
}

/// A command: what its line looks like and what its help says.
struct CommandSpec: Sendable {
  let name: String
  let summary: String
  /// The operands as the usage line writes them.
  let operands: String
  let options: [OptionSpec]
  /// A line to copy.
  let example: String
  /// What is said of options that are not listed.
  var more: String?
}

/// What is wrong with a command line.
struct UsageError: Error, Sendable {
  let message: String

  init(_ message: String) { self.message = message }
}
