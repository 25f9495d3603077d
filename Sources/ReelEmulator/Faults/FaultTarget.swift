import ReelCatalogue

/// What kind of request a fault can happen to.
enum FaultTarget: Sendable, Hashable {
  case create(Operation)
  case poll
  case download
  /// The Files API.
  case file
  /// The Batch API.
  case batch

  /// Whether a word of a rule means it.
  func matches(_ word: String) -> Bool {
    switch self {
    case .create(let operation):
      word == operation.rawValue || word == "create" || word == operation.makes.rawValue
    case .poll: word == "poll"
    case .download: word == "download"
    case .file: word == "file"
    case .batch: word == "batch"
    }
  }

  /// Every kind there is.
  static let all =
    Operation.allCases.map { FaultTarget.create($0) } + [.poll, .download, .file, .batch]

  /// Every word that a rule may use.
  static let words =
    Operation.allCases.map(\.rawValue)
    + ["image", "video", "create", "poll", "download", "file", "batch"]
}

/// A request as the rules see it.
struct FaultSubject: Sendable {
  let target: FaultTarget
  /// The prompt of the request, or of what is polled or downloaded.
  let prompt: String
  /// What stays the same in another run with the same requests.
  let key: String
}
