/// What a provider can be asked to do. The raw value stands in fingerprints and records and never
/// changes.
package enum Operation: String, Sendable, Hashable, CaseIterable {
  /// Words to a picture.
  case generateImage = "generate-image"
  /// One picture, or several composed, to a picture.
  case editImage = "edit-image"
  /// Words to a film.
  case generateVideo = "generate-video"
  /// Words and reference pictures to a film.
  case referenceVideo = "reference-video"
  /// A picture, as the first frame, to a film.
  case animateImage = "animate-image"
  /// A film to a film of the same length.
  case editVideo = "edit-video"
  /// A film to a longer film that begins with it.
  case extendVideo = "extend-video"

  /// What comes out.
  package var makes: Medium {
    switch self {
    case .generateImage, .editImage: .image
    case .generateVideo, .referenceVideo, .animateImage, .editVideo, .extendVideo: .video
    }
  }

  /// The operation in words, for messages.
  package var title: String {
    switch self {
    case .generateImage: "image generation"
    case .editImage: "image edit"
    case .generateVideo: "video generation"
    case .referenceVideo: "reference-to-video"
    case .animateImage: "image-to-video"
    case .editVideo: "video edit"
    case .extendVideo: "video extension"
    }
  }
}

extension Operation {
  /// How long a request usually takes in seconds, as others observed it; what a project has learnt
  /// from its own runs goes before.
  package var usualSeconds: Double {
    switch self {
    case .generateImage, .editImage: 9
    case .generateVideo, .referenceVideo, .animateImage: 60
    case .editVideo, .extendVideo: 90
    }
  }
}
