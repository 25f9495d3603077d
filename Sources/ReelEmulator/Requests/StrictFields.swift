import ReelBasics
import ReelCatalogue

/// The fields that the newest schema of an operation has; all others are refused under `--strict`.
enum StrictFields {
  private static let picture: Set<String> = [
    "model", "prompt", "n", "aspect_ratio", "resolution", "quality", "response_format", "user",
    "storage_options", "deferred", "service_tier",
  ]
  private static let film: Set<String> = [
    "model", "prompt", "duration", "aspect_ratio", "resolution", "image", "reference_images",
    "reference_audios", "last_frame", "keyframes", "generate_audio", "user", "storage_options",
    "output",
  ]

  /// The names of an operation's fields. All films from words and pictures share theirs.
  static func names(_ operation: Operation) -> Set<String> {
    switch operation {
    case .generateImage: picture
    case .editImage: picture.union(["image", "images"])
    case .generateVideo, .animateImage, .referenceVideo: film
    case .editVideo: ["model", "prompt", "video", "user", "storage_options", "output"]
    case .extendVideo: ["model", "prompt", "video", "duration", "storage_options", "output"]
    }
  }

  /// Refuses fields that the schema does not have.
  static func check(_ fields: RequestFields, for operation: Operation) throws(APIError) {
    let names = names(operation)
    guard let unknown = fields.values.keys.sorted().first(where: { !names.contains($0) }) else {
      return
    }
    let expected = names.sorted().map { "`\($0)`" }.joined(separator: ", ")
    throw .schema(
      "unknown field `\(unknown.prefix(100))`, expected one of \(expected)", in: fields.end)
  }

  /// Refuses parameters that a model does not take, though some other does: pictures that follow
  /// their input ignore a ratio.
  static func check(
    _ fields: RequestFields, of model: Model, for operation: Operation, _ taken: OperationRules
  ) throws(APIError) {
    let ignored: Set<ParameterName> =
      operation == .animateImage || operation == .editImage ? [.aspectRatio] : []
    for name in ParameterName.all where fields[name.key] != nil {
      guard taken.parameters[name] == nil, !ignored.contains(name) else { continue }
      throw .invalid("`\(name)` is not supported by \(model.name) for \(operation.title).")
    }
  }
}
