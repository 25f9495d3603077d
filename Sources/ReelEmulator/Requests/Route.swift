import ReelCatalogue

/// What a path leads to.
enum Route: Sendable, Hashable {
  /// A request that makes something. For `/videos/generations` the body decides between three
  /// operations; the route says `generateVideo`.
  case create(Operation)
  case poll(String)
  case media(String)
  case models
  case modelList(Medium)
  case model(Medium, String)
  case key
  case ledger
  case stats

  /// The route of a path; `nil` for one that is not served.
  init?(path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    switch parts.count {
    case 2:
      switch (parts[0], parts[1]) {
      case ("media", let name): self = .media(name)
      case ("_emulator", "ledger"): self = .ledger
      case ("_emulator", "stats"): self = .stats
      case ("v1", "models"): self = .models
      case ("v1", "image-generation-models"): self = .modelList(.image)
      case ("v1", "video-generation-models"): self = .modelList(.video)
      case ("v1", "api-key"): self = .key
      default: return nil
      }
    case 3 where parts[0] == "v1":
      switch (parts[1], parts[2]) {
      case ("images", "generations"): self = .create(.generateImage)
      case ("images", "edits"): self = .create(.editImage)
      case ("videos", "generations"): self = .create(.generateVideo)
      case ("videos", "edits"): self = .create(.editVideo)
      case ("videos", "extensions"): self = .create(.extendVideo)
      case ("videos", let id): self = .poll(id)
      case ("image-generation-models", let id): self = .model(.image, id)
      case ("video-generation-models", let id): self = .model(.video, id)
      default: return nil
      }
    default: return nil
    }
  }

  /// The path with its ids replaced, as the statistics count it.
  var template: String {
    switch self {
    case .create(.generateImage): "/v1/images/generations"
    case .create(.editImage): "/v1/images/edits"
    case .create(.editVideo): "/v1/videos/edits"
    case .create(.extendVideo): "/v1/videos/extensions"
    case .create: "/v1/videos/generations"
    case .poll: "/v1/videos/{id}"
    case .media: "/media/{id}"
    case .models: "/v1/models"
    case .modelList(let medium): "/v1/\(medium.rawValue)-generation-models"
    case .model(let medium, _): "/v1/\(medium.rawValue)-generation-models/{id}"
    case .key: "/v1/api-key"
    case .ledger: "/_emulator/ledger"
    case .stats: "/_emulator/stats"
    }
  }

  /// The methods it takes.
  var methods: [String] {
    if case .create = self { ["POST"] } else { ["GET", "HEAD"] }
  }

  /// Whether a request must carry a key.
  var needsKey: Bool {
    switch self {
    case .media, .ledger, .stats: false
    default: true
    }
  }
}
