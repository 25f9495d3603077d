/// What a path of the Files API leads to.
enum FilesRoute: Sendable, Hashable {
  case all
  case one(String)
  case content(String)
  case publish(String)
  case revoke(String)

  /// The route of the parts of a path behind the version.
  init?(_ parts: ArraySlice<String>) {
    let parts = Array(parts)
    guard parts.first == "files" else { return nil }
    switch parts.dropFirst(2).joined(separator: "/") {
    case "" where parts.count == 1: self = .all
    case "" where parts.count == 2: self = .one(parts[1])
    case "content": self = .content(parts[1])
    case "public-url": self = .publish(parts[1])
    case "public-url/revoke": self = .revoke(parts[1])
    default: return nil
    }
  }

  var template: String {
    switch self {
    case .all: "/v1/files"
    case .one: "/v1/files/{id}"
    case .content: "/v1/files/{id}/content"
    case .publish: "/v1/files/{id}/public-url"
    case .revoke: "/v1/files/{id}/public-url/revoke"
    }
  }

  var methods: [String] {
    switch self {
    case .all: ["GET", "HEAD", "POST"]
    case .one: ["GET", "HEAD", "DELETE"]
    case .content: ["GET", "HEAD"]
    case .publish, .revoke: ["POST"]
    }
  }
}
