import ReelCatalogue

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
  func room(for role: InputRole) -> ReferencedCells.Room {
    guard let most = rules?.inputs[role]?.upperBound, most > 0 else { return .unknown }
    return .most(most, model: name)
  }
}
