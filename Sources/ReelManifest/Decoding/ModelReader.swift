import ReelBasics
import ReelCatalogue

/// Reads which model assets that have the same defaults ask, and finds what it takes.
final class ModelReader {
  private let catalogue: Catalogue
  private let defaults: CombinedDefaults
  private let names: ModelNames
  private let context: DecodingContext
  /// What was chosen for assets that name no model.
  private var usualModels: [Operation: ChosenModel] = [:]
  /// What was chosen for those that name one.
  private var namedModels: [Operation: [String: ChosenModel]] = [:]

  /// `checksModels` says whether models that this version does not know are mistakes.
  init(
    catalogue: Catalogue, defaults: CombinedDefaults, checksModels: Bool, context: DecodingContext
  ) {
    self.catalogue = catalogue
    self.defaults = defaults
    self.context = context
    names = ModelNames(catalogue: catalogue, checksModels: checksModels, context: context)
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
    guard let model = names.model(name, at: node) else {
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
}
