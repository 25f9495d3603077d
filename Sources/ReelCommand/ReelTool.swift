import ReelBasics

/// The tool: chooses the command of a line and runs it. It can be run many times in one process.
package struct ReelTool: Sendable {
  /// The version of this release.
  package static let version = "0.1.0"

  package init() {}

  /// Runs the command that the arguments name.
  package func run(_ context: ProcessContext) async -> ExitStatus {
    do {
      return try await dispatch(context)
    } catch {
      context.errors.write(
        "reel: \(TerminalText.safe(error.message))\nTry 'reel --help'.\n")
      return .usage
    }
  }

  private func dispatch(_ context: ProcessContext) async throws(UsageError) -> ExitStatus {
    guard let name = context.arguments.first else {
      context.errors.write(HelpText.of(Commands.all.map(\.spec)))
      return .usage
    }
    switch name {
    case "--help", "-h", "help":
      let topic = context.arguments.dropFirst().first
      let command = Commands.all.first { $0.spec.name == topic }
      context.output.write(
        command.map { HelpText.of($0.spec) } ?? HelpText.of(Commands.all.map(\.spec)))
      return .success
    case "--version":
      context.output.write("reel \(Self.version)\n")
      return .success
    default: break
    }
    guard let command = Commands.all.first(where: { $0.spec.name == name }) else {
      let near = NearestName.of(name, in: Commands.all.map(\.spec.name))
      throw UsageError(
        "unknown command '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
    }
    let rest = context.arguments.dropFirst()
    // Help is help wherever it stands before '--'.
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      context.output.write(HelpText.of(command.spec))
      return .success
    }
    let arguments = try ArgumentScanner(options: command.spec.options).scan(rest)
    return try await command.run(arguments, in: context)
  }
}
