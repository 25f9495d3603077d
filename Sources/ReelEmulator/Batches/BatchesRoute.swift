import ReelBasics

/// What a path of the Batch API leads to.
enum BatchesRoute: Sendable, Hashable {
  case all
  case one(String)
  case requests(String)
  case results(String)
  case cancel(String)

  /// The route of the parts of a path behind the version.
  init?(_ parts: ArraySlice<String>) {
    let parts = Array(parts)
    guard parts.first == "batches", parts.count <= 3 else { return nil }
    if parts.count == 1 {
      self = .all
    } else if parts.count == 2 {
      let cancelled = parts[1].without(suffix: ":cancel")
      self = if let cancelled { .cancel(String(cancelled)) } else { .one(parts[1]) }
    } else {
      switch parts[2] {
      case "requests": self = .requests(parts[1])
      case "results": self = .results(parts[1])
      default: return nil
      }
    }
  }

  var template: String {
    switch self {
    case .all: "/v1/batches"
    case .one: "/v1/batches/{id}"
    case .requests: "/v1/batches/{id}/requests"
    case .results: "/v1/batches/{id}/results"
    case .cancel: "/v1/batches/{id}:cancel"
    }
  }

  var methods: [String] {
    switch self {
    case .all, .requests: ["GET", "HEAD", "POST"]
    case .one, .results: ["GET", "HEAD"]
    case .cancel: ["POST"]
    }
  }
}
