import ReelBasics
import ReelCatalogue

/// A request for pictures that can be carried out.
struct ImageRequest: Sendable {
  let operation: Operation
  /// The model that serves, by its own name.
  let model: String
  let prompt: String
  let size: PixelSize
  let parameters: [ParameterName: ParameterValue]
  let inputs: [[UInt8]]
  let results: Int
  /// Whether the answer carries the bytes, not addresses.
  let inline: Bool
  /// Whether the answer names a job, which is polled.
  let isDeferred: Bool
  let storage: StorageOptions?
  /// Whether a mask came along, which the provider ignores.
  let hasMask: Bool
}

extension RequestReader {
  /// Reads a request for pictures.
  func imageRequest(_ operation: Operation) async throws -> ImageRequest {
    if rules.isStrict { try StrictFields.check(fields, for: operation) }
    let (model, taken) = try model(for: operation)
    let prompt = try prompt(taken)
    let isInline = try isInline()
    let isDeferred = try fields.boolean("deferred") == true
    if isDeferred, isInline {
      throw APIError.invalid("`deferred` needs the `response_format` `url`.")
    }
    let results = try fields.integer("n") ?? 1
    guard rules.results.contains(results) else {
      throw APIError.invalid(
        "`n` must be from \(rules.results.lowerBound) to \(rules.results.upperBound),"
          + " not \(results).")
    }
    var parameters = try parameters(taken, of: model, for: operation)
    var inputs: [[UInt8]] = []
    var like: PixelSize?
    if operation == .editImage {
      if rules.isStrict, fields["image"] != nil, fields["images"] != nil {
        throw APIError.invalid("`image` and `images` exclude each other.")
      }
      inputs = try resolver.inputs(
        ["image", "images", "image_url", "input_reference"], of: fields, medium: .image)
      try check(inputs.count, of: .source, field: "image", taken)
      var sizes: [PixelSize] = []
      for input in inputs { sizes.append(try await pictureSize(input)) }
      // One input gives its ratio, whatever is asked for; several only where nothing is.
      if inputs.count == 1 { parameters[.aspectRatio] = nil }
      if parameters[.aspectRatio]?.text ?? "auto" == "auto" { like = sizes.first }
    }
    return ImageRequest(
      operation: operation, model: model.name, prompt: prompt,
      size: size(parameters, taken, like: like), parameters: parameters, inputs: inputs,
      results: results, inline: isInline,
      isDeferred: isDeferred, storage: try storage(),
      hasMask: fields.files["mask"] != nil || fields["mask"] != nil)
  }

  private func isInline() throws -> Bool {
    switch try fields.text("response_format") ?? "url" {
    case "url": return false
    case "b64_json": return true
    case let other:
      throw APIError.schema(
        "response_format: unknown variant `\(other)`, expected `url` or `b64_json`",
        in: fields.end)
    }
  }
}
