import ReelBasics

/// What this program does in a process of its own, so that it can be measured.
enum ChildTask: String, Sendable {
  /// Starts and ends.
  case nothing = "child-nothing"
  case parse = "child-parse"

  func run(_ arguments: [String]) async throws {
    switch self {
    case .nothing: break
    case .parse: try ParseTask.run(arguments)
    }
  }
}
