import ReelBasics
import ReelCatalogue

/// What a path leads to.
enum Route: Sendable, Hashable {
  /// A request that makes something. For `/videos/generations` the body decides between three
  /// operations; the route says `generateVideo`.
  case create(Operation)
  case poll(Medium, String)
  case media(String)
  case models
  case modelList(Medium)
  case model(Medium, String)
  case key
  case files(FilesRoute)
  case batches(BatchesRoute)
  case ledger
  case stats

  /// The route of a path; `nil` for one that is not served.
  init?(path: String) {
    let parts = path.pathParts.map(String.init)
    if parts.first == "v1", let files = FilesRoute(parts.dropFirst()) {
      self = .files(files)
      return
    }
    if parts.first == "v1", let batches = BatchesRoute(parts.dropFirst()) {
      self = .batches(batches)
      return
    }
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
      case ("images", let id): self = .poll(.image, id)
      case ("videos", let id): self = .poll(.video, id)
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
    case .poll(let medium, _): "/v1/\(medium.rawValue)s/{id}"
    case .media: "/media/{id}"
    case .models: "/v1/models"
    case .modelList(let medium): "/v1/\(medium.rawValue)-generation-models"
    case .model(let medium, _): "/v1/\(medium.rawValue)-generation-models/{id}"
    case .key: "/v1/api-key"
    case .files(let route): route.template
    case .batches(let route): route.template
    case .ledger: "/_emulator/ledger"
    case .stats: "/_emulator/stats"
    }
  }

  /// The methods it takes.
  var methods: [String] {
    switch self {
    case .create: ["POST"]
    case .files(let route): route.methods
    case .batches(let route): route.methods
    default: ["GET", "HEAD"]
    }
  }

  /// Whether a request must carry a key.
  var needsKey: Bool {
    switch self {
    case .media, .ledger, .stats: false
    default: true
    }
  }
}
