import ReelBasics
import ReelCatalogue

/// Reads model, parameters and `extra` of assets that have the same defaults against the catalogue.
final class RequestReader {
  struct Request {
    let asked: AssetRequest
    let extra: [String: JSONValue]
    let requiresPrompt: Bool

    /// How many voices are asked for.
    var voices: Int {
      guard case .json(let voices)? = asked.parameters[.referenceAudios] else { return 0 }
      return voices.elements?.count ?? 0
    }
  }

  let catalogue: Catalogue
  let defaults: CombinedDefaults
  let checksModels: Bool
  let context: DecodingContext
  private let shared = SharedRequests()
  private let known = KnownRequests()
  /// Whether no default has something put in that may differ from asset to asset.
  private let hasFixedDefaults: Bool
  /// Whether there are defaults, for each of `ParameterName.all`.
  private let hasDefault: [Bool]
  /// What was chosen for assets that name no model.
  private var usualModels: [Operation: ChosenModel] = [:]
  /// What was chosen for those that name one.
  private var namedModels: [Operation: [String: ChosenModel]] = [:]

  init(
    catalogue: Catalogue, defaults: CombinedDefaults, checksModels: Bool, context: DecodingContext
  ) {
    self.catalogue = catalogue
    self.defaults = defaults
    hasDefault = defaults.parameters.map { !$0.isEmpty }
    hasFixedDefaults = defaults.parameters.allSatisfy { nodes in
      nodes.allSatisfy { $0.isName && !$0.mayHaveVariables }
    }
    self.checksModels = checksModels
    self.context = context
  }

  func read(
    _ reader: MappingReader, operation: Operation, model: ChosenModel, inputs: [AssetInput],
    size: PixelSize?
  ) -> Request {
    let extra = extra(reader, rules: model.rules)
    var asked = asked(reader, operation: operation, model: model, inputs: inputs)
    if let size, let rules = model.rules {
      var parameters = asked.parameters
      addSize(size, to: &parameters, reader, rules: rules, operation, inputs)
      asked = AssetRequest(model: asked.model, parameters: parameters, usual: asked.usual)
    }
    if let rules = model.rules {
      check(inputs, rules: rules, model: model.name, operation: operation)
      if let node = reader.value(AssetFields.keyframes) {
        KeyframeReader(context: context).check(
          inputs, of: node, seconds: rules.filledIn(asked.parameters)[.duration]?.integer)
      }
    }
    return Request(
      asked: asked, extra: extra, requiresPrompt: model.rules?.requiresPrompt ?? true)
  }

  // MARK: The model

  /// The model that is asked.
  final class ChosenModel {
    let name: String
    /// `nil` where this version does not know what the model takes.
    let rules: OperationRules?
    /// What it takes for each of `ParameterName.all`.
    let parameterRules: [ParameterRule?]

    init(name: String, rules: OperationRules?) {
      self.name = name
      self.rules = rules
      parameterRules = ParameterName.all.map { rules?.parameters[$0] }
    }

    /// How many inputs of a role it takes.
    func room(for role: InputRole) -> ReferenceReader.Room {
      guard let most = rules?.inputs[role]?.upperBound, most > 0 else { return .unknown }
      return .most(most, model: name)
    }
  }

  /// The model that an asset names, or defaults do, or the usual one.
  func model(_ reader: MappingReader, operation: Operation) -> ChosenModel {
    let own = reader.value(AssetFields.model)
    if let own {
      guard own.isName, !own.mayHaveVariables else {
        return model(own, reader, operation: operation)
      }
      if let known = namedModels[operation]?[own.text] { return known }
      let chosen = model(own, reader, operation: operation)
      if chosen.rules != nil { namedModels[operation, default: [:]][own.text] = chosen }
      return chosen
    }
    if let known = usualModels[operation] { return known }
    let chosen = model(nil, reader, operation: operation)
    // Where there is something to report, it is reported for each.
    let isPlain = defaults.model.map { $0.isName && !$0.mayHaveVariables } ?? true
    if chosen.rules != nil, isPlain {
      usualModels[operation] = chosen
    }
    return chosen
  }

  private func model(
    _ own: YAMLNode?, _ reader: MappingReader, operation: Operation
  ) -> ChosenModel {
    guard let node = own ?? defaults.model, let name = context.text(node, of: "model") else {
      let name = catalogue.defaultModel(for: operation)
      return ChosenModel(name: name, rules: catalogue.rules(model: name, operation: operation))
    }
    guard let model = catalogue.model(name) else {
      if checksModels { reportUnknown(name, at: node) }
      return ChosenModel(name: name, rules: nil)
    }
    if case .retired(let date, let successor) = model.status {
      context.report(
        .modelRetired,
        "the model '\(name)' is retired" + (date.map { " since \($0)" } ?? ""), at: node,
        help: "its successor is '\(successor)'")
      return ChosenModel(name: name, rules: nil)
    }
    guard let rules = model.operations[operation] else {
      let able = catalogue.models(for: operation).map(\.name).joined(separator: ", ")
      context.report(
        .modelOperation, "the model '\(name)' cannot do \(operation.title)", at: node,
        notes: own == nil
          ? [
            Diagnostic.Note("\(reader.subject) takes it from 'defaults'", at: reader.node.location)
          ]
          : [], help: "these can: \(able)")
      return ChosenModel(name: name, rules: nil)
    }
    return ChosenModel(name: name, rules: rules)
  }

  private func reportUnknown(_ name: String, at node: YAMLNode) {
    if let near = catalogue.misspelt(name) {
      context.report(
        .modelUnknown, "no model is called '\(name)'; did you mean '\(near)'?", at: node)
    } else {
      context.report(
        .modelUntested,
        "the model '\(name)' is not in this version's catalogue of "
          + "\(catalogue.asOf): its parameters and price cannot be checked", at: node)
    }
  }

  // MARK: Parameters

  /// What is asked of the model, before a size asks for its shape.
  private func asked(
    _ reader: MappingReader, operation: Operation, model: ChosenModel, inputs: [AssetInput]
  ) -> AssetRequest {
    let followsInput = followsInput(.aspectRatio, operation, inputs)
    if let known = known.request(
      of: reader, operation: operation, model: model, followsInput: followsInput)
    {
      return known
    }
    let reports = context.diagnostics.reports
    var settings: [SharedRequests.Setting] = []
    for (number, name) in ParameterName.all.enumerated()
    where hasDefault[number] || reader.mayHave(AssetFields.parameters[number]) {
      let value = parameter(
        number, name, reader, operation: operation, model: model, inputs: inputs)
      if let value { settings.append(SharedRequests.Setting(name: name, value: value)) }
    }
    let request = shared.request(of: model, settings)
    if hasFixedDefaults, context.diagnostics.reports == reports {
      known.note(
        request, of: reader, operation: operation, model: model, followsInput: followsInput)
    }
    return request
  }

  private func parameter(
    _ number: Int, _ name: ParameterName, _ reader: MappingReader, operation: Operation,
    model: ChosenModel, inputs: [AssetInput]
  ) -> ParameterValue? {
    let field = AssetFields.parameters[number]
    if let node = reader.value(field) {
      guard model.rules != nil else { return untyped(node, of: field) }
      guard let rule = model.parameterRules[number] else {
        context.report(
          .parameterNotTaken, "\(operation.title) with '\(model.name)' takes no '\(name)'",
          at: reader.key(field) ?? node, help: help(for: name, operation: operation))
        return nil
      }
      if followsInput(name, operation, inputs) {
        context.report(
          .parameterIgnored,
          "the edit of one image has the shape of its input: '\(name)' is ignored",
          at: reader.key(field) ?? node, help: "'size' fits the result on this machine")
      }
      return value(node, of: field, rule: rule, model: model.name, operation: operation)
    }
    let nodes = defaults.parameters[number]
    guard let node = nodes.first else { return nil }
    guard model.rules != nil else { return untyped(node, of: field) }
    guard let rule = model.parameterRules[number], !followsInput(name, operation, inputs) else {
      return nil
    }
    let upper = value(node, of: field, rule: rule, model: model.name, operation: operation)
    guard case .json(.object(let upperFields)) = upper else { return upper }
    // Mappings merge key by key.
    let merged = nodes.dropFirst().reduce(upperFields) { fields, node in
      let lower = value(node, of: field, rule: rule, model: model.name, operation: operation)
      guard case .json(.object(let lowerFields)) = lower else { return fields }
      return fields.merging(lowerFields) { upper, _ in upper }
    }
    return .json(.object(merged))
  }

  /// Whether it is the shape of an edit that has the shape of its only input.
  private func followsInput(
    _ name: ParameterName, _ operation: Operation, _ inputs: [AssetInput]
  ) -> Bool {
    operation == .editImage && name == .aspectRatio && inputs.count == 1
  }

  private func value(
    _ node: YAMLNode, of field: Field, rule: ParameterRule, model: String, operation: Operation
  ) -> ParameterValue? {
    let value: ParameterValue? =
      switch rule {
      case .choice, .text: context.text(node, of: field.name).map { .text($0) }
      case .integer:
        context.integer(
          node, of: field.name, in: -1_000_000...1_000_000, saying: rule.values
        ).map { .integer($0) }
      case .boolean: context.boolean(node, of: field.name).map { .boolean($0) }
      case .texts:
        context.texts(node, of: field.name).map { .json(.array($0.map { .string($0) })) }
      case .object, .either: ParameterValue(JSONReader(context: context).read(node))
      }
    guard let value, !rule.accepts(value) else { return value }
    var near: String?
    if case .choice(let choices) = rule {
      near = context.diagnostics.nearest(to: value.description, in: choices)
    }
    context.report(
      .parameterValue,
      "'\(field.name)' cannot be '\(value)' for \(operation.title) with "
        + "'\(model)'", at: node,
      help: (near.map { "did you mean '\($0)'? " } ?? "") + "it takes \(rule.values)")
    return nil
  }

  /// The value for a model that nobody here knows: by the looks of it.
  private func untyped(_ node: YAMLNode, of field: Field) -> ParameterValue? {
    switch field.shape {
    case .json: return ParameterValue(JSONReader(context: context).read(node))
    case .list:
      return context.texts(node, of: field.name).map { .json(.array($0.map { .string($0) })) }
    default: break
    }
    guard let text = context.text(node, of: field.name) else { return nil }
    guard node.isPlain || node.text.contains("${") else { return .text(text) }
    switch (field.shape, YAMLScalar(plain: text)) {
    case (.integer, .integer(let number)): return .integer(number)
    case (.boolean, .boolean(let value)): return .boolean(value)
    default: return .text(text)
    }
  }

  private func help(for name: ParameterName, operation: Operation) -> String? {
    let able = catalogue.models(for: operation).filter {
      $0.operations[operation]?.parameters[name] != nil
    }
    return able.isEmpty ? nil : "these do: \(able.map(\.name).joined(separator: ", "))"
  }

  /// Asks for the shape and class that a size needs, unless the asset itself names them.
  private func addSize(
    _ size: PixelSize, to parameters: inout [ParameterName: ParameterValue],
    _ reader: MappingReader, rules: OperationRules,
    _ operation: Operation, _ inputs: [AssetInput]
  ) {
    func isOwn(_ name: ParameterName) -> Bool {
      zip(ParameterName.all, AssetFields.parameters).contains {
        $0 == name && reader.value($1) != nil
      }
    }
    let followsInput = followsInput(.aspectRatio, operation, inputs)
    if case .choice(let ratios)? = rules.parameters[.aspectRatio], !isOwn(.aspectRatio),
      !followsInput, let nearest = AspectRatio(size).nearest(in: ratios)
    {
      parameters[.aspectRatio] = .text(nearest)
    }
    if case .choice(let classes)? = rules.parameters[.resolution], !isOwn(.resolution) {
      let ratio =
        parameters[.aspectRatio]?.text.flatMap { AspectRatio($0) } ?? AspectRatio(size)
      let covering = classes.first { name in
        guard let pixels = ResolutionClass(rawValue: name)?.pixels(ratio) else { return false }
        return pixels.width >= size.width && pixels.height >= size.height
      }
      parameters[.resolution] = (covering ?? classes.last).map { .text($0) }
    }
    if !followsInput { warnOfEnlarging(size, parameters, reader: reader) }
  }

  /// Says where the picture that is asked for is smaller than its size.
  private func warnOfEnlarging(
    _ size: PixelSize, _ parameters: [ParameterName: ParameterValue], reader: MappingReader
  ) {
    guard let ratio = parameters[.aspectRatio]?.text.flatMap({ AspectRatio($0) }),
      let pixels = parameters[.resolution]?.text
        .flatMap({ ResolutionClass(rawValue: $0) })?.pixels(ratio),
      let node = reader.value(AssetFields.size)
    else { return }
    let isCovered = pixels.width >= size.width && pixels.height >= size.height
    // With a border it is enough that one side is filled.
    let isContained = pixels.width >= size.width || pixels.height >= size.height
    guard reader.choice(AssetFields.fit) == "contain" ? !isContained : !isCovered else { return }
    context.report(
      .assetEnlarged, "the picture is enlarged to \(size): the model delivers \(pixels)", at: node)
  }

  // MARK: Inputs and extra

  private func check(
    _ inputs: [AssetInput], rules: OperationRules, model: String, operation: Operation
  ) {
    guard let first = inputs.first else { return }
    // Most have one that is taken.
    if inputs.count == 1, (rules.inputs[first.role]?.upperBound ?? 0) > 0 { return }
    for role in InputRole.allCases where inputs.contains(where: { $0.role == role }) {
      let given = inputs.filter { $0.role == role }
      guard let first = given.first else { continue }
      let range = rules.inputs[role]
      let most = range?.upperBound ?? 0
      guard given.count > most else { continue }
      let place = most < given.count && most > 0 ? given[most] : first
      context.diagnostics.report(
        .referenceCount,
        range == nil
          ? "the model '\(model)' takes no '\(role.key)'"
          : Self.tooMany(given.count, most: most, model: model), at: place.location,
        help: Self.help(
          catalogue.models(for: operation).filter {
            ($0.operations[operation]?.inputs[role]?.upperBound ?? 0) >= given.count
          }))
    }
  }

  /// Says that a model takes fewer inputs than there are.
  static func tooMany(_ count: Int, most: Int, model: String) -> String {
    "the model '\(model)' takes at most \(most) input\(most == 1 ? "" : "s") here, not \(count)"
  }

  /// Which models can do what the chosen one cannot.
  private static func help(_ models: [Model]) -> String? {
    models.isEmpty ? nil : "with 'model:' " + models.map(\.name).joined(separator: " or ")
  }

  private func extra(_ reader: MappingReader, rules: OperationRules?) -> [String: JSONValue] {
    let own = reader.value(AssetFields.extra)
    guard own != nil || !defaults.extra.isEmpty else { return [:] }
    var merged: [String: JSONValue] = [:]
    for node in defaults.extra.reversed() + [own].compactMap({ $0 }) {
      guard node.kind == .mapping else {
        context.report(.manifestWrongType, "'extra' has to be a mapping", at: node)
        continue
      }
      for (key, value) in node.entries where key.isName {
        let isTaken = ParameterName(key: key.text).map { rules?.parameters[$0] != nil } ?? false
        if isTaken || catalogue.requestFields.contains(key.text) {
          context.report(
            .parameterInExtra, "'\(key.text)' is one of the fields that Reel sends itself", at: key)
        }
        merged[key.text] = JSONReader(context: context).read(value)
      }
    }
    return merged
  }
}

extension InputRole {
  /// The key of the manifest that gives it.
  var key: String {
    switch self {
    case .source: "edit"
    case .reference: "references"
    case .lastFrame: "last_frame"
    case .keyframe: "keyframes"
    }
  }
}
