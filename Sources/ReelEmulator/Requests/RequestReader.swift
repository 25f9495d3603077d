import ReelBasics
import ReelCatalogue

/// Turns fields into a request that can be carried out, or into a refusal.
struct RequestReader: Sendable {
  let catalogue: Catalogue
  let rules: APIRules
  let reader: any MediaReader
  let resolver: InputResolver
  let fields: RequestFields

  /// The model that serves, and its rules for an operation. A retired name is served by its
  /// successor.
  func model(for operation: Operation) throws -> (model: Model, rules: OperationRules) {
    let name = try fields.text("model") ?? catalogue.defaultModel(for: operation)
    guard var model = catalogue.model(name) else {
      throw APIError.notFound(
        "The model \(name.prefix(100)) does not exist or your team does not have access to it.")
    }
    if case .retired(_, let successor) = model.status, let next = catalogue.model(successor) {
      model = next
    }
    guard let taken = model.operations[operation] else {
      throw APIError.invalid(
        operation == .referenceVideo
          ? "`reference_images` is not supported for this model"
          : "The model \(model.name) does not support \(operation.title).")
    }
    return (model, taken)
  }

  /// The prompt; empty where there need be none, as where pictures stand in the film.
  func prompt(_ taken: OperationRules, hasFrames: Bool = false) throws -> String {
    let isRequired = taken.requiresPrompt && !hasFrames
    guard let prompt = try fields.text("prompt") else {
      if isRequired { throw APIError.schema("missing field `prompt`", in: fields.end) }
      return ""
    }
    if prompt.isEmpty, isRequired { throw APIError.invalid("The prompt is empty.") }
    if prompt.count > catalogue.promptCharacters {
      throw APIError.invalid(
        "The prompt is longer than \(catalogue.promptCharacters) characters.")
    }
    return prompt
  }

  /// Reads the parameters that `taken` names.
  func parameters(
    _ taken: OperationRules, of model: Model, for operation: Operation
  ) throws -> [ParameterName: ParameterValue] {
    if rules.isStrict { try StrictFields.check(fields, of: model, for: operation, taken) }
    return try ParameterReader(
      catalogue: catalogue, rules: rules, fields: fields, model: model, operation: operation
    ).parameters(taken.parameters)
  }

  /// Refuses a number of inputs that a role does not take.
  func check(_ count: Int, of role: InputRole, field: String, _ taken: OperationRules) throws {
    guard let range = taken.inputs[role] else {
      guard count == 0 else {
        throw APIError.invalid("`\(field)` is not supported for this model")
      }
      return
    }
    if count == 0, range.lowerBound > 0 {
      throw APIError.schema("missing field `\(field)`", in: fields.end)
    }
    guard range.contains(count) else {
      throw APIError.invalid(
        "\(count) inputs are too many for `\(field)`: the maximum is \(range.upperBound).")
    }
  }

  /// The size of a class in the ratio of `input`, or else in a ratio by name. Ratios that no
  /// request could ask for are brought to the nearest that one could.
  func size(
    _ parameters: [ParameterName: ParameterValue], _ taken: OperationRules, like input: PixelSize?
  ) -> PixelSize {
    func choices(_ name: ParameterName) -> [String] {
      if case .choice(let choices) = taken.parameters[name] { choices } else { [] }
    }
    func plain(_ name: ParameterName) -> String? {
      if let text = parameters[name]?.text, text != "auto" { return text }
      return choices(name).first { $0 != "auto" }
    }
    let resolution =
      plain(.resolution).flatMap { ResolutionClass(rawValue: $0) } ?? rules.editedResolution
    let square = PixelSize(width: 1, height: 1)
    guard let input else {
      return resolution.pixels(
        plain(.aspectRatio).flatMap { AspectRatio($0) } ?? AspectRatio(square))
    }
    let ratio = AspectRatio(input)
    let known = catalogue.rules(for: .aspectRatio).flatMap { rule -> [String] in
      if case .choice(let choices) = rule { choices } else { [] }
    }
    let values = known.compactMap { AspectRatio($0)?.value }
    if let least = values.min(), let most = values.max(), !(least...most).contains(ratio.value),
      let nearest = ratio.nearest(in: known).flatMap({ AspectRatio($0) })
    {
      return resolution.pixels(nearest)
    }
    return resolution.pixels(ratio)
  }

  /// The size of an input picture.
  func pictureSize(_ bytes: [UInt8]) async throws -> PixelSize {
    guard let size = await reader.pictureSize(bytes), size.width > 0, size.height > 0 else {
      throw APIError.invalid("An input image could not be decoded.")
    }
    return size
  }
}
