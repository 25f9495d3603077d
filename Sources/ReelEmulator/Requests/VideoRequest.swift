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
    let (model, taken) = try model(for: operation)
    try check(sources.count, of: .source, field: "image", taken)
    try check(references.count, of: .reference, field: "reference_images", taken)
    try check(last.count, of: .lastFrame, field: "last_frame", taken)
    let prompt = try prompt(taken)
    var parameters = try parameters(taken, of: model, for: operation)
    let seconds = parameters[.duration]?.integer ?? rules.usualSeconds
    parameters[.duration] = .integer(seconds)
    var like: PixelSize?
    let inputs = sources + references + last
    for (index, input) in inputs.enumerated() {
      let size = try await pictureSize(input)
      if index == 0, operation == .animateImage { like = size }
    }
    let kind: EmulatedFilm.Kind =
      if !references.isEmpty {
        .fromReferences(inputs)
      } else if let source = sources.first {
        .fromPicture(source, last: last.first)
      } else {
        .fromWords
      }
    return VideoRequest(
      operation: operation, model: model.name, prompt: prompt, kind: kind,
      size: size(parameters, taken, like: like), seconds: Double(seconds), parameters: parameters,
      inputs: inputs, inputPictures: inputs.count, inputSeconds: nil)
  }

  // MARK: From a film

  private func followingRequest(_ operation: Operation) async throws -> VideoRequest {
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
    return VideoRequest(
      operation: operation, model: model.name, prompt: prompt, kind: kind,
      size: capped(size), seconds: seconds, parameters: parameters, inputs: sources,
      inputPictures: 0, inputSeconds: length)
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

  private func capped(_ size: PixelSize) -> PixelSize {
    let largest = rules.editedResolution.pixels(AspectRatio(size))
    return min(size.width, size.height) <= min(largest.width, largest.height) ? size : largest
  }
}
