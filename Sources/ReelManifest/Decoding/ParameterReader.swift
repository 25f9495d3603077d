import ReelBasics
import ReelCatalogue

/// Reads the parameters of assets that have the same defaults by the rules of the model, which say what
/// it takes.
final class ParameterReader {
  private let catalogue: Catalogue
  private let defaults: CombinedDefaults
  private let context: DecodingContext

  init(catalogue: Catalogue, defaults: CombinedDefaults, context: DecodingContext) {
    self.catalogue = catalogue
    self.defaults = defaults
    self.context = context
  }

  /// The value of a parameter, of the asset itself or beneath it; `nil` where there is none, or one
  /// that the model does not take, which is reported.
  ///
  /// `number` is its place in `ParameterName.all`.
  func value(
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
      if Self.followsInput(name, operation, inputs) {
        context.report(
          .parameterIgnored,
          "the edit of one image has the shape of its input: '\(name)' is ignored",
          at: reader.key(field) ?? node,
          help:
            "'size' fits the result on this machine; '\(name)' is part of what is asked for, so that "
            + "taking it out asks again")
      }
      return value(
        node, over: defaults.parameters[number][...], of: field, rule: rule, model: model.name,
        operation: operation)
    }
    let nodes = defaults.parameters[number]
    guard let node = nodes.first else { return nil }
    guard model.rules != nil else { return untyped(node, of: field) }
    guard let rule = model.parameterRules[number], !Self.followsInput(name, operation, inputs)
    else {
      return nil
    }
    return value(
      node, over: nodes.dropFirst(), of: field, rule: rule, model: model.name, operation: operation)
  }

  /// Whether it is the shape of an edit that has the shape of its only input.
  static func followsInput(
    _ name: ParameterName, _ operation: Operation, _ inputs: [AssetInput]
  ) -> Bool {
    operation == .editImage && name == .aspectRatio && inputs.count == 1
  }

  /// The value of the uppermost of several layers. Mappings merge key by key, and are checked as one: a
  /// layer may lack what another has.
  private func value(
    _ node: YAMLNode, over lower: ArraySlice<YAMLNode>, of field: Field, rule: ParameterRule,
    model: String, operation: Operation
  ) -> ParameterValue? {
    guard case .object = rule, node.kind == .mapping, !lower.isEmpty else {
      return value(node, of: field, rule: rule, model: model, operation: operation)
    }
    var merged: [String: JSONValue] = [:]
    var mistaken: YAMLNode?
    for layer in [node] + lower {
      guard case .object(let fields) = JSONReader(context: context).read(layer) else {
        // No mapping, which is reported.
        _ = value(layer, of: field, rule: rule, model: model, operation: operation)
        continue
      }
      let added = fields.filter { merged[$0.key] == nil }
      if mistaken == nil, !added.allSatisfy({ rule.accepts($0.value, ofKey: $0.key) }) {
        mistaken = layer
      }
      merged.merge(added) { upper, _ in upper }
    }
    return checked(
      .json(.object(merged)), at: mistaken ?? node, of: field, rule: rule, model: model,
      operation: operation)
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
    return value.flatMap {
      checked($0, at: node, of: field, rule: rule, model: model, operation: operation)
    }
  }

  /// The value where the model takes it; else a finding.
  private func checked(
    _ value: ParameterValue, at node: YAMLNode, of field: Field, rule: ParameterRule,
    model: String, operation: Operation
  ) -> ParameterValue? {
    guard !rule.accepts(value) else { return value }
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
    guard node.isPlain || VariableScope.isOpened(in: node.text) else { return .text(text) }
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
}
