import ReelBasics
import ReelCatalogue

/// Finds models by what manifests call them.
struct ModelNames {
  let catalogue: Catalogue
  /// Whether models that this version does not know are mistakes.
  let checksModels: Bool
  let context: DecodingContext

  /// The model of a name; `nil` where it is not known, or retired, which is reported.
  func model(_ name: String, at node: YAMLNode) -> Model? {
    guard let model = catalogue.model(name) else {
      if checksModels { reportUnknown(name, at: node) }
      return nil
    }
    guard case .retired(let date, let successor) = model.status else { return model }
    context.report(
      .modelRetired,
      "the model '\(name)' is retired" + (date.map { " since \($0)" } ?? ""), at: node,
      help: "its successor is '\(successor)'")
    return nil
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
}
