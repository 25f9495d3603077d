import ReelBasics

/// Prints the manual for `man`.
struct ManCommand: Command {
  static let name = "man"
  let spec = CommandSpec(
    name: Self.name, summary: "Print the manual page reel(1)", operands: "", options: [],
    example: "reel man > /usr/local/share/man/man1/reel.1")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard arguments.operands.isEmpty else {
      throw UsageError("'man' takes nothing; 'reel help COMMAND' is about one command")
    }
    let page = ManPage(commands: Commands.all.map(\.spec), version: ReelTool.version)
    context.output.write(page.text)
    return .success
  }
}
