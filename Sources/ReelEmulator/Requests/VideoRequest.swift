import ReelBasics
import ReelCatalogue

/// A request for a film that can be carried out.
struct VideoRequest: Sendable {
  let operation: Operation
  /// The model that serves, by its own name.
  let model: String
  let prompt: String
  let kind: EmulatedFilm.Kind
  let size: PixelSize
  /// The whole length.
  let seconds: Double
  let parameters: [ParameterName: ParameterValue]
  /// All inputs in order.
  let inputs: [[UInt8]]
  /// How many of them are pictures, which have a price.
  let inputPictures: Int
  /// The length of the film that came in, where one did.
  let inputSeconds: Double?
  let storage: StorageOptions?
  /// What else it asks for, in words that can be drawn.
  var notes: [String] = []
}

extension RequestReader {
  /// Reads a request for a film: `editVideo`, `extendVideo`, or `generateVideo` for the path whose
  /// body decides.
  func videoRequest(_ operation: Operation) async throws -> VideoRequest {
    switch operation {
    case .editVideo, .extendVideo: try await followingRequest(operation)
    default: try await generationRequest()
    }
  }

  // MARK: From words and pictures

  private func generationRequest() async throws -> VideoRequest {
    let sources = try resolver.inputs(
      ["image", "image_url", "input_reference"], of: fields, medium: .image)
    let references = try resolver.inputs(
      ["reference_images", "reference_image_urls"], of: fields, medium: .image)
    let last = try resolver.inputs(["last_frame"], of: fields, medium: .image)
    let operation: Operation =
      !references.isEmpty ? .referenceVideo : !sources.isEmpty ? .animateImage : .generateVideo
    if rules.isStrict { try StrictFields.check(fields, for: operation) }
    let (model, taken) = try model(for: operation)
    if references.isEmpty || !rules.pinningModels.contains(model.name) || sources.count > 1 {
      try check(sources.count, of: .source, field: "image", taken)
    }
    try check(references.count, of: .reference, field: "reference_images", taken)
    try check(last.count, of: .lastFrame, field: "last_frame", taken)
    var parameters = try parameters(taken, of: model, for: operation)
    let seconds = parameters[.duration]?.integer ?? rules.usualSeconds
    parameters[.duration] = .integer(seconds)
    let keyframes = try keyframes(seconds: seconds, taken)
    let prompt = try prompt(taken, hasFrames: !keyframes.isEmpty)
    let voices = try voices(taken)
    var like: PixelSize?
    let inputs = sources + references + last + keyframes.map(\.picture)
    for (index, input) in inputs.enumerated() {
      let size = try await pictureSize(input)
      if index == 0, !sources.isEmpty { like = size }
    }
    let kind: EmulatedFilm.Kind =
      if let source = sources.first {
        .fromPicture(source, last: last.first)
      } else if !references.isEmpty {
        .fromReferences(inputs)
      } else {
        .fromWords
      }
    return VideoRequest(
      operation: operation, model: model.name, prompt: prompt, kind: kind,
      size: size(parameters, taken, like: like), seconds: Double(seconds), parameters: parameters,
      inputs: inputs, inputPictures: inputs.count, inputSeconds: nil, storage: try storage(),
      notes: Keyframe.notes(keyframes) + (voices.isEmpty ? [] : [voices.joined(separator: ", ")]))
  }

  // MARK: From a film

  private func followingRequest(_ operation: Operation) async throws -> VideoRequest {
    if rules.isStrict { try StrictFields.check(fields, for: operation) }
    let (model, taken) = try model(for: operation)
    let prompt = try prompt(taken)
    let sources = try resolver.inputs(["video", "video_url"], of: fields, medium: .video)
    try check(sources.count, of: .source, field: "video", taken)
    guard let source = sources.first, let length = await reader.filmLength(source), length > 0,
      let size = await reader.filmSize(source), size.width > 0, size.height > 0
    else { throw APIError.invalid("The input video could not be decoded.") }
    try check(length, for: operation, taken)
    var parameters = try parameters(taken, of: model, for: operation)
    var kind = EmulatedFilm.Kind.edit(source)
    var seconds = length
    if operation == .extendVideo {
      let tail = parameters[.duration]?.integer ?? rules.usualTailSeconds
      parameters[.duration] = .integer(tail)
      kind = .extend(source, tailSeconds: Double(tail))
      seconds += Double(tail)
    }
    // Nobody asks for a resolution here: what is delivered is billed.
    let delivered = capped(size)
    parameters[.resolution] = .text(Self.resolution(of: delivered).rawValue)
    return VideoRequest(
      operation: operation, model: model.name, prompt: prompt, kind: kind,
      size: delivered, seconds: seconds, parameters: parameters, inputs: sources,
      inputPictures: 0, inputSeconds: length, storage: try storage())
  }

  private func check(_ length: Double, for operation: Operation, _ taken: OperationRules) throws {
    if operation == .extendVideo {
      guard rules.extensionInput.contains(length) else {
        throw APIError.invalid(
          "The input video must be from \(Int(rules.extensionInput.lowerBound)) to"
            + " \(Int(rules.extensionInput.upperBound)) seconds long, not \(length).")
      }
    } else if let longest = taken.longestInputSeconds, length > longest {
      throw APIError.invalid(
        "The input video is \(length) seconds long; the maximum is \(longest).")
    }
  }

  /// The least class that a film's short side fits into.
  private static func resolution(of size: PixelSize) -> ResolutionClass {
    min(size.width, size.height) <= 480 ? .p480 : .p720
  }

  private func capped(_ size: PixelSize) -> PixelSize {
    let largest = rules.editedResolution.pixels(AspectRatio(size))
    return min(size.width, size.height) <= min(largest.width, largest.height) ? size : largest
  }
}
