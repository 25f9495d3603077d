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
  private let defaults: CombinedDefaults
  private let context: DecodingContext
  private let models: ModelReader
  private let parameters: ParameterReader
  private let inputCounts: InputCountCheck
  private let shared = SharedRequests()
  private let known = KnownRequests()
  /// What was read last of `extra` that the next asset may have, too.
  private var lastExtra: (own: YAMLNode?, model: ChosenModel, fields: [String: JSONValue])?
  /// Whether no default has something put in that may differ from asset to asset.
  private let hasFixedDefaults: Bool
  /// Whether there are defaults, for each of `ParameterName.all`.
  private let hasDefault: [Bool]

  init(
    catalogue: Catalogue, defaults: CombinedDefaults, checksModels: Bool, context: DecodingContext
  ) {
    self.catalogue = catalogue
    self.defaults = defaults
    hasDefault = defaults.parameters.map { !$0.isEmpty }
    hasFixedDefaults = defaults.parameters.allSatisfy { nodes in
      nodes.allSatisfy { $0.isName && !$0.mayHaveVariables }
    }
    self.context = context
    models = ModelReader(
      catalogue: catalogue, defaults: defaults, checksModels: checksModels, context: context)
    parameters = ParameterReader(catalogue: catalogue, defaults: defaults, context: context)
    inputCounts = InputCountCheck(catalogue: catalogue, context: context)
  }

  func read(
    _ reader: MappingReader, operation: Operation, model: ChosenModel, inputs: [AssetInput],
    size: PixelSize?
  ) -> Request {
    let extra = extra(reader, model: model)
    var asked = asked(reader, operation: operation, model: model, inputs: inputs)
    if let size, let rules = model.rules {
      var parameters = asked.parameters
      SizeParameters(context: context).add(
        size, to: &parameters, reader, rules: rules,
        followsInput: ParameterReader.followsInput(.aspectRatio, operation, inputs))
      asked = AssetRequest(model: asked.model, parameters: parameters, usual: asked.usual)
    }
    if let rules = model.rules {
      inputCounts.check(inputs, rules: rules, model: model.name, operation: operation)
      if let node = reader.value(AssetFields.keyframes) {
        KeyframeReader(context: context).check(
          inputs, of: node, seconds: rules.filledIn(asked.parameters)[.duration]?.integer)
      }
    }
    return Request(
      asked: asked, extra: extra, requiresPrompt: model.rules?.requiresPrompt ?? true)
  }

  /// The model that an asset names, or defaults do, or the usual one.
  func model(_ reader: MappingReader, operation: Operation) -> ChosenModel {
    models.model(reader, operation: operation)
  }

  /// What is asked of the model, before a size asks for its shape.
  private func asked(
    _ reader: MappingReader, operation: Operation, model: ChosenModel, inputs: [AssetInput]
  ) -> AssetRequest {
    let followsInput = ParameterReader.followsInput(.aspectRatio, operation, inputs)
    if let known = known.request(
      of: reader, operation: operation, model: model, followsInput: followsInput)
    {
      return known
    }
    let reports = context.diagnostics.reports
    var settings: [SharedRequests.Setting] = []
    for (number, name) in ParameterName.all.enumerated()
    where hasDefault[number] || reader.mayHave(AssetFields.parameters[number]) {
      let value = parameters.value(
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

  private func extra(_ reader: MappingReader, model: ChosenModel) -> [String: JSONValue] {
    let own = reader.value(AssetFields.extra)
    guard own != nil || !defaults.extra.isEmpty else { return [:] }
    if let last = lastExtra, last.own == own,
      last.model === model || last.model.rules == nil && model.rules == nil
    {
      return last.fields
    }
    let nodes: [YAMLNode] = defaults.extra.reversed() + [own].compactMap { $0 }
    let (fields, isSame) = context.readOnce { merged(nodes, rules: model.rules) }
    // Cells of one asset have the same, and assets that say nothing of it.
    if isSame, own == nil || context.isInCell { lastExtra = (own, model, fields) }
    return fields
  }

  /// What several layers of `extra` say, of which the later ones win.
  private func merged(_ layers: [YAMLNode], rules: OperationRules?) -> [String: JSONValue] {
    let json = JSONReader(context: context, isRepeated: !defaults.extra.isEmpty)
    var merged: [String: JSONValue] = [:]
    for node in layers {
      guard node.kind == .mapping else {
        context.report(.manifestWrongType, "'extra' has to be a mapping", at: node)
        continue
      }
      for (key, _) in node.entries where key.isName {
        let isTaken = ParameterName(key: key.text).map { rules?.parameters[$0] != nil } ?? false
        if isTaken || catalogue.requestFields.contains(key.text) {
          context.report(
            .parameterInExtra, "'\(key.text)' is one of the fields that Reel sends itself", at: key)
        }
      }
      guard case .object(let fields) = json.read(node) else { continue }
      merged = merged.isEmpty ? fields : merged.merging(fields) { $1 }
    }
    return merged
  }
}
