import ReelBasics

/// What this program does in a process of its own, so that it can be measured.
enum ChildTask: String, Sendable {
  /// Starts and ends.
  case nothing = "child-nothing"
  case parse = "child-parse"
  /// Makes a finished project.
  case project = "child-project"

  func run(_ arguments: [String]) async throws {
    switch self {
    case .nothing: break
    case .parse: try ParseTask.run(arguments)
    case .project: try await ProjectTask.run(arguments)
    }
  }
}
