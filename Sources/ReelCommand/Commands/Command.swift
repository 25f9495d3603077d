/// A command of the tool.
protocol Command: Sendable {
  var spec: CommandSpec { get }

  /// Runs it. What is wrong with the line is thrown; all else is a status.
  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus
}

/// The commands, in the order in which the help lists them.
enum Commands {
  static let all: [any Command] = [
    InitCommand(), CheckCommand(), PlanCommand(), RunCommand(), StatusCommand(), GraphCommand(),
    ReportCommand(), PickCommand(), AdoptCommand(), VerifyCommand(), ExportCommand(),
    CacheCommand(), EmulateCommand(), ExplainCommand(), SchemaCommand(), CompletionsCommand(),
    ManCommand(),
  ]
}
