import ReelBasics
import ReelCatalogue

/// Checks how many inputs of each role an asset has against what its model takes.
final class InputCountCheck {
  private let catalogue: Catalogue
  private let context: DecodingContext

  init(catalogue: Catalogue, context: DecodingContext) {
    self.catalogue = catalogue
    self.context = context
  }

  /// Reports the roles that have more inputs than the model takes.
  func check(
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
