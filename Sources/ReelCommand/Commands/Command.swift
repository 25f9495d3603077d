/// A command of the tool.
protocol Command: Sendable {
  static var name: String { get }

  init()

  var spec: CommandSpec { get }

  /// Runs it. What is wrong with the line is thrown; all else is a status.
  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus
}

/// The commands, in the order in which the help lists them.
enum Commands {
  private static let types: [any Command.Type] = [
    InitCommand.self, CheckCommand.self, PlanCommand.self, RunCommand.self, StatusCommand.self,
    GraphCommand.self, ReportCommand.self, PickCommand.self, AdoptCommand.self, VerifyCommand.self,
    ExportCommand.self, CacheCommand.self, EmulateCommand.self, ExplainCommand.self,
    SchemaCommand.self, CompletionsCommand.self, ManCommand.self,
  ]

  static var all: [any Command] { types.map { $0.init() } }

  static var names: [String] { types.map { $0.name } }

  /// The command of a name, made alone: their options are many.
  static func named(_ name: String) -> (any Command)? { types.first { $0.name == name }?.init() }
}
