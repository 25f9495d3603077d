import ReelBasics
import ReelCatalogue

/// What xAI is sent for an operation, and where.
///
/// The fields stand in this order: model, prompt, inputs, parameters by name, how many results and in
/// which form, then the author's extra fields by name.
struct XAIRequestBody {
  /// Below the base URL.
  let path: String
  let value: BodyValue

  init(_ request: ProviderRequest, catalogue: Catalogue) throws(ProviderError) {
    try Self.check(request)
    path = Self.path(request.operation)
    var fields: [(name: String, value: BodyValue)] = [("model", Self.text(request.model))]
    if let prompt = request.prompt { fields.append(("prompt", Self.text(prompt))) }
    fields += Self.inputs(request)
    let rules = catalogue.rules(model: request.model, operation: request.operation)
    let parameters = rules?.filledIn(request.parameters) ?? request.parameters
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      fields.append((name.key, .json(Self.json(name, value))))
    }
    if request.operation.makes == .image {
      // Also 1, which is the default: requests say everything.
      fields.append(("n", .json(.int(Int64(request.count)))))
      // A small answer is durable at once, and fetching from an address may be repeated.
      fields.append(("response_format", Self.text("url")))
      if request.isDeferred { fields.append(("deferred", .json(true))) }
    }
    if let storage = Self.storage(request, rules) { fields.append(("storage_options", storage)) }
    for (name, value) in request.extra.sorted(by: { $0.key < $1.key }) {
      guard !fields.contains(where: { $0.name == name }) else {
        throw ProviderError(.invalidRequest, "'\(name)' in 'extra' is a field that Reel fills in")
      }
      fields.append((name, .json(value)))
    }
    value = .object(fields)
  }

  private static func path(_ operation: Operation) -> String {
    switch operation {
    case .generateImage: "images/generations"
    case .editImage: "images/edits"
    case .generateVideo, .referenceVideo, .animateImage: "videos/generations"
    case .editVideo: "videos/edits"
    case .extendVideo: "videos/extensions"
    }
  }

  /// How results are to be kept, where Reel asks for it and the author does not say.
  private static func storage(_ request: ProviderRequest, _ rules: OperationRules?) -> BodyValue? {
    guard let storage = request.storage, request.parameters[.storageOptions] == nil,
      request.extra["storage_options"] == nil,
      rules.map({ $0.parameters[.storageOptions] != nil }) ?? true
    else { return nil }
    return .json([
      "filename": .string(storage.fileName), "expires_after": .int(storage.lifetime),
    ])
  }

  // MARK: Inputs

  /// What the shape of the request itself cannot say. How many a model takes is the catalogue's.
  private static func check(_ request: ProviderRequest) throws(ProviderError) {
    let sources = request.inputs.filter { $0.role == .source }
    let references = request.inputs.count { $0.role == .reference }
    // The last frame and keyframes.
    let frames = request.inputs.count { $0.role == .lastFrame || $0.role == .keyframe }
    let takes: (sources: ClosedRange<Int>, references: ClosedRange<Int>, frames: Int) =
      switch request.operation {
      case .generateImage: (0...0, 0...0, 0)
      case .generateVideo: (0...0, 0...0, .max)
      case .editImage: (1...Int.max, 0...0, 0)
      case .referenceVideo: (0...1, 1...Int.max, 0)
      case .animateImage: (1...1, 0...0, .max)
      case .editVideo, .extendVideo: (1...1, 0...0, 0)
      }
    guard takes.sources.contains(sources.count), takes.references.contains(references),
      frames <= takes.frames
    else {
      throw ProviderError(
        .invalidRequest, "these inputs are not what a \(request.operation.title) takes")
    }
    guard
      request.inputs.allSatisfy({ $0.medium == $0.role.medium(under: request.operation) })
    else {
      throw ProviderError(
        .invalidRequest, "an input of a \(request.operation.title) has the wrong medium")
    }
    guard request.count >= 1, request.operation.makes == .image || request.count == 1 else {
      throw ProviderError(
        .invalidRequest, "one \(request.operation.title) cannot bring \(request.count) results")
    }
  }

  private static func inputs(_ request: ProviderRequest) -> [(name: String, value: BodyValue)] {
    func values(_ role: InputRole, _ more: [(name: String, value: BodyValue)] = []) -> [BodyValue] {
      request.inputs.filter { $0.role == role }.map { input in
        // Only addresses have a type.
        if case .uploaded = input.content { return .object([place(input)]) }
        return .object([place(input)] + more)
      }
    }
    var fields: [(name: String, value: BodyValue)] = []
    if request.operation == .editImage {
      let images = values(.source, [("type", text("image_url"))])
      fields.append(images.count == 1 ? ("image", images[0]) : ("images", .array(images)))
    } else {
      let isFilm = request.operation == .editVideo || request.operation == .extendVideo
      fields += values(.source).map { (isFilm ? "video" : "image", $0) }
      fields += values(.lastFrame).map { ("last_frame", $0) }
      let keyframes = request.inputs.filter { $0.role == .keyframe }.map { input in
        BodyValue.object([
          ("image", .object([place(input)])),
          ("timestamp_s", .json(.double(Double(input.thirds ?? 0) / 3))),
        ])
      }
      if !keyframes.isEmpty { fields.append(("keyframes", .array(keyframes))) }
    }
    let references = values(.reference)
    if !references.isEmpty { fields.append(("reference_images", .array(references))) }
    return fields
  }

  /// Where an input's bytes are.
  private static func place(_ input: ProviderInput) -> (name: String, value: BodyValue) {
    switch input.content {
    case .url(let address): ("url", text(address))
    case .file(let path, let mediaType, let byteCount, let digest):
      (
        "url",
        .base64File(
          prefix: "data:\(mediaType);base64,", path: path, byteCount: byteCount, digest: digest)
      )
    case .uploaded(let id): ("file_id", text(id))
    }
  }

  private static func text(_ text: String) -> BodyValue { .json(.string(text)) }

  /// Voices have objects of their own; all else goes out as it is.
  private static func json(_ name: ParameterName, _ value: ParameterValue) -> JSONValue {
    guard name == .referenceAudios, let voices = value.json.elements else { return value.json }
    return .array(voices.map { ["voice_id": $0] })
  }
}
