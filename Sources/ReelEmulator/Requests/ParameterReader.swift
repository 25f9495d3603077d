import ReelCatalogue

/// Reads the parameters that a model takes for an operation, by the catalogue's rules.
struct ParameterReader: Sendable {
  let catalogue: Catalogue
  let rules: APIRules
  let fields: RequestFields
  let model: Model
  let operation: Operation

  /// The parameters of the request. What the operation does not take is not looked at.
  func parameters(_ taken: [ParameterName: ParameterRule]) throws -> [ParameterName: ParameterValue]
  {
    var parameters: [ParameterName: ParameterValue] = [:]
    for (name, rule) in taken.sorted(by: { $0.key < $1.key }) {
      parameters[name] = try value(of: name, rule)
    }
    return parameters
  }

  private func value(of name: ParameterName, _ rule: ParameterRule) throws -> ParameterValue? {
    switch rule {
    case .choice(let choices): return try choice(name, rule, choices).map { .text($0) }
    case .integer(let range): return try integer(name, range).map { .integer($0) }
    case .boolean: return try fields.boolean(name.key).map { .boolean($0) }
    case .text(let maximum):
      guard let text = try fields.text(name.key) else { return nil }
      guard text.count <= maximum else {
        throw APIError.invalid("`\(name)` is longer than \(maximum) characters.")
      }
      return .text(text)
    // Known to the API, and without a trace in what an emulator draws.
    case .texts, .object, .either: return nil
    }
  }

  private func choice(
    _ name: ParameterName, _ rule: ParameterRule, _ choices: [String]
  ) throws -> String? {
    guard var text = try fields.text(name.key) else {
      return try size().flatMap { mapped($0, to: name, choices) }
    }
    if name == .quality { text = rules.qualities[text] ?? text }
    if rule.accepts(.text(text)) { return text }
    if name == .quality, rules.refusedQualities.contains(text) {
      throw APIError.invalid("`quality` \(text) is not supported. Supported: \(rule.values).")
    }
    // Known elsewhere: the words are right and the request is not. Known nowhere: not the schema.
    if catalogue.rules(for: name).contains(where: { $0.accepts(.text(text)) }) {
      throw APIError.invalid(
        "`\(name)` \(text) is not supported by \(model.name) for \(operation.title)."
          + " Supported: \(rule.values).")
    }
    let expected = choices.map { "`\($0)`" }.joined(separator: ", ")
    throw APIError.schema(
      "\(name): unknown variant `\(text.prefix(100))`, expected one of \(expected)", in: fields.end)
  }

  /// OpenAI's `size`, where it writes one.
  private func size() throws -> PixelSize? {
    try fields.text("size").flatMap { PixelSize($0) }
  }

  /// What stands nearest to an OpenAI `size`. Pictures keep their usual resolution.
  private func mapped(_ size: PixelSize, to name: ParameterName, _ choices: [String]) -> String? {
    if name == .aspectRatio { return AspectRatio(size).nearest(in: choices) }
    guard name == .resolution, operation.makes == .video else { return nil }
    let short = min(size.width, size.height)
    let square = AspectRatio(PixelSize(width: 1, height: 1))
    return choices.last { choice in
      guard let resolution = ResolutionClass(rawValue: choice) else { return false }
      return resolution.pixels(square).height <= short
    } ?? choices.first
  }

  private func integer(_ name: ParameterName, _ range: ClosedRange<Int>) throws -> Int? {
    var number = try fields.integer(name.key)
    if name == .duration, number == nil { number = try fields.integer("seconds") }
    guard let number else { return nil }
    if number > range.upperBound, name == .duration {
      throw APIError.invalid(
        "Duration \(number)s exceeds the maximum allowed for \(operation.title), which is"
          + " \(range.upperBound)s.")
    }
    guard range.contains(number) else {
      throw APIError.invalid(
        "`\(name)` must be from \(range.lowerBound) to \(range.upperBound), not \(number).")
    }
    return number
  }
}
