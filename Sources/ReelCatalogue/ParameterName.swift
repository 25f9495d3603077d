/// The name of a parameter as manifests write it.
package struct ParameterName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The key in the manifest.
  package let key: String

  private init(_ key: String) { self.key = key }

  package static let aspectRatio = ParameterName("aspect_ratio")
  package static let resolution = ParameterName("resolution")
  package static let quality = ParameterName("quality")
  package static let style = ParameterName("style")
  package static let duration = ParameterName("duration")
  package static let generateAudio = ParameterName("generate_audio")
  package static let referenceAudios = ParameterName("reference_audios")
  package static let storageOptions = ParameterName("storage_options")
  package static let user = ParameterName("user")

  /// Every parameter that some operation of some provider takes.
  package static let all: [ParameterName] = [
    .aspectRatio, .resolution, .quality, .style, .duration, .generateAudio,
    .referenceAudios, .storageOptions, .user,
  ]

  /// The parameter of a manifest's key.
  package init?(key: String) {
    guard let known = Self.all.first(where: { $0.key == key }) else { return nil }
    self = known
  }

  package var description: String { key }

  package static func < (left: ParameterName, right: ParameterName) -> Bool {
    left.key < right.key
  }

  /// What it is, in a sentence, for the schema and the manual.
  package var summary: String {
    switch self {
    case .aspectRatio: "Width to height of the result, as 16:9. Unquoted is fine."
    case .resolution: "Size class of the result: 1k or 2k for images, 480p to 1080p for videos."
    case .quality: "How much work the model spends on an image, where the model has it."
    case .style: "A named style, where the model has it."
    case .duration: "Length in whole seconds; for an extension, of what is added."
    case .generateAudio: "Whether the film gets sound."
    case .referenceAudios: "Voices that the film speaks with, by name; <AUDIO_0> in the prompt."
    case .storageOptions:
      "Keeps the result at the provider too: {filename, expires_after, public_url}."
    case .user: "An identifier of your end user, passed to the provider."
    default: key
    }
  }
}
