import ReelBasics

/// The tool: chooses the command of a line and runs it. It can be run many times in one process.
package struct ReelTool: Sendable {
  /// The version of this release.
  package static let version = "0.1.0"

  package init() {}

  /// Runs the command that the arguments name.
  package func run(_ context: ProcessContext) async -> ExitStatus {
    let status = await status(context)
    guard let trouble = context.output.trouble else { return status }
    context.errors.write("reel: standard output cannot be written: \(trouble)\n")
    return status.orWorse(.failure)
  }

  private func status(_ context: ProcessContext) async -> ExitStatus {
    do {
      return try await dispatch(context)
    } catch {
      let name = Commands.names.first { $0 == context.arguments.first }
      let help = name.map { "reel \($0) --help" } ?? "reel --help"
      context.errors.write("reel: \(TerminalText.safe(error.message))\nTry '\(help)'.\n")
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
      let topic = context.arguments.dropFirst().first { !$0.hasPrefix("-") }
      let text = try topic.map { topic throws(UsageError) in
        HelpText.of(try Self.named(topic).spec, isWhole: name == "help")
      }
      context.output.write(text ?? HelpText.of(Commands.all.map(\.spec)))
      return .success
    case "--version":
      context.output.write("reel \(Self.version)\n")
      return .success
    default: break
    }
    let command = try Self.named(name)
    let rest = context.arguments.dropFirst()
    // Help is help wherever it stands before '--'.
    if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      context.output.write(HelpText.of(command.spec))
      return .success
    }
    let arguments = try ArgumentScanner(options: command.spec.options).scan(rest)
    return try await command.run(arguments, in: context)
  }

  private static func named(_ name: String) throws(UsageError) -> any Command {
    if let command = Commands.named(name) { return command }
    let known = Commands.names + ["help", "--help", "--version"]
    let near = NearestName.of(name, in: known)
    throw UsageError("unknown command '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
  }
}
