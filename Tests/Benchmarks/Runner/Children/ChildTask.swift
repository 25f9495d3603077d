import ReelBasics

/// What this program does in a process of its own, so that it can be measured.
enum ChildTask: String, Sendable {
  /// Starts and ends.
  case nothing = "child-nothing"
  case parse = "child-parse"
  /// Makes a finished project.
  case project = "child-project"
  /// Runs jobs that only take time.
  case exec = "child-exec"
  case http = "child-http"
  case store = "child-store"
  case lock = "child-lock"
  case hash = "child-hash"

  func run(_ arguments: [String]) async throws {
    switch self {
    case .nothing: break
    case .parse: try ParseTask.run(arguments)
    case .project: try await ProjectTask.run(arguments)
    case .exec: try await ExecTask.run(arguments)
    case .http: try await HTTPTask.run(arguments)
    case .store: try await StoreTask.run(arguments)
    case .lock: try LockTask.run(arguments)
    case .hash: try HashTask.run(arguments)
    }
  }
}
