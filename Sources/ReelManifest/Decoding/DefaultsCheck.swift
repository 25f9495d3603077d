import ReelBasics
import ReelCatalogue

/// Looks for defaults that are no good to anybody: no model takes their value, or no asset takes them.
struct DefaultsCheck {
  /// What of an asset says which defaults it takes.
  private struct Taker: Hashable {
    let operation: Operation
    let model: String
    /// Whether it has the shape of its only input.
    let followsInput: Bool
  }

  let catalogue: Catalogue
  let context: DecodingContext
  private let takers: Set<Taker>

  init(assets: [Asset], catalogue: Catalogue, context: DecodingContext) {
    self.catalogue = catalogue
    self.context = context
    var takers: Set<Taker> = []
    // Many assets in a row are like one of a few.
    var recent: [Taker] = []
    for asset in assets {
      let taker = Taker(
        operation: asset.operation, model: asset.model,
        followsInput: asset.operation == .editImage && asset.inputs.count == 1)
      guard !recent.contains(taker) else { continue }
      if recent.count == 8 { recent.removeFirst() }
      recent.append(taker)
      takers.insert(taker)
    }
    self.takers = takers
  }

  /// Checks the defaults of a layer. Those of included files may be for others: of these, only the
  /// values are checked.
  func check(_ layer: MappingReader, checksValues: Bool, isIncluded: Bool) {
    guard case .mapping(let fields) = ManifestFields.defaults.shape,
      let node = layer.ownValue(ManifestFields.defaults),
      let reader = MappingReader(node, fields: fields, subject: "'defaults'", context: context)
    else { return }
    for field in fields {
      guard let key = reader.key(field), let inner = reader.value(field),
        let values = MappingReader(
          inner, fields: AssetFields.defaults, subject: "'defaults.\(field.name)'",
          context: context)
      else { continue }
      let meant = takers.filter { Self.means(field.name, $0.operation) }
      if meant.isEmpty, !isIncluded {
        context.report(
          .defaultUnused, "no asset \(Self.words(field.name)): nothing takes these defaults",
          at: key)
      }
      for (name, field) in zip(ParameterName.all, AssetFields.parameters) {
        guard let value = values.value(field), let place = values.key(field) else { continue }
        if checksValues, isTakenByNoModel(value, name, key.text) { continue }
        guard !isIncluded, !meant.isEmpty, !meant.contains(where: { takes(name, $0) }) else {
          continue
        }
        context.report(
          .defaultUnused,
          "no asset that \(Self.words(key.text)) takes '\(name)', with the models they have",
          at: place)
      }
    }
  }

  /// Whether defaults under a key, a medium or an operation's, are for an operation.
  static func means(_ key: String, _ operation: Operation) -> Bool {
    if let medium = Medium(rawValue: key) { return operation.makes == medium }
    switch operation {
    case .generateImage, .generateVideo, .referenceVideo: return key == AssetFields.generate.name
    case .editImage, .editVideo: return key == AssetFields.edit.name
    case .animateImage: return key == AssetFields.animate.name
    case .extendVideo: return key == AssetFields.extend.name
    }
  }

  private static func words(_ key: String) -> String {
    Medium(rawValue: key) == nil
      ? "says '\(key)'" : "makes \(key == Medium.image.rawValue ? "an image" : "a video")"
  }

  /// Whether an asset takes a parameter; one with a model that nobody here knows takes them all.
  private func takes(_ name: ParameterName, _ taker: Taker) -> Bool {
    guard let rules = catalogue.rules(model: taker.model, operation: taker.operation) else {
      return true
    }
    return rules.parameters[name] != nil && !(taker.followsInput && name == .aspectRatio)
  }

  /// What a scalar can be taken for.
  private static func values(_ node: YAMLNode) -> [ParameterValue] {
    let typed: ParameterValue? =
      switch YAMLScalar(node) {
      case .integer(let number): .integer(number)
      case .float(let number): Int(exactly: number).map { .integer($0) }
      case .boolean(let value): .boolean(value)
      case .null, .text, .ambiguous: nil
      }
    return [.text(node.text)] + [typed].compactMap { $0 }
  }

  /// Reports a value that nobody can mean. What an asset takes of it is checked with the asset.
  private func isTakenByNoModel(_ node: YAMLNode, _ name: ParameterName, _ key: String) -> Bool {
    guard node.kind == .scalar, !VariableScope.isOpened(in: node.text) else { return false }
    let operations = Operation.allCases.filter { Self.means(key, $0) }
    let rules = catalogue.models.flatMap { model in
      operations.compactMap { model.operations[$0]?.parameters[name] }
    }
    let values = Self.values(node)
    guard !rules.isEmpty,
      !rules.contains(where: { rule in values.contains { rule.accepts($0) } })
    else { return false }
    var words: [String] = []
    for rule in rules where !words.contains(rule.values) { words.append(rule.values) }
    context.report(
      .parameterValue, "no model takes '\(node.text)' as '\(name)' here", at: node,
      help: "they take \(words.joined(separator: "; "))")
    return true
  }
}
