import ReelBasics

/// The models of a provider, with what each takes and costs, as of a date.
package struct Catalogue: Sendable {
  /// The provider's name in manifests and fingerprints.
  package let provider: String
  /// The day on which its documentation was read (ISO 8601).
  package let asOf: String
  package let models: [Model]
  /// The fields of a request's body that are Reel's to fill in, parameters aside.
  package let requestFields: Set<String>
  /// How many requests a second the provider takes from everybody, by medium of the result.
  package let startsPerSecond: [Medium: Double]
  /// The most characters of a prompt.
  package let promptCharacters: Int
  /// How large input files may be.
  package let files: [Medium: FileLimits]
  /// The most bytes of all inputs that go inside one request, as base64.
  package let inlineBytesPerRequest: Int64

  /// The model that `name` or one of its aliases names.
  package func model(_ name: String) -> Model? {
    models.first { $0.name == name || $0.aliases.contains(name) }
  }

  /// Every name of a model that can be asked for `operation`, in the catalogue's order.
  package func models(for operation: Operation) -> [Model] {
    models.filter { $0.status == .current && $0.operations[operation] != nil }
  }

  /// What Reel asks for where the author names no model. It belongs to version 1 of the manifest and
  /// never changes within it.
  package func defaultModel(for operation: Operation) -> String {
    operation.makes == .image ? "grok-imagine-image" : "grok-imagine-video"
  }

  /// The rules of a model for an operation; `nil` where either is unknown to this catalogue.
  package func rules(model: String, operation: Operation) -> OperationRules? {
    self.model(model)?.operations[operation]
  }

  /// Every value that some model takes for a parameter, in the order of the catalogue.
  package func rules(for parameter: ParameterName) -> [ParameterRule] {
    models.flatMap { model in
      Operation.allCases.compactMap { model.operations[$0]?.parameters[parameter] }
    }
  }

  /// What a request costs at least and at most; `nil` where the model has no price here.
  ///
  /// `inputSeconds` is the length of the input film, where it is known already.
  package func cost(
    model: String, operation: Operation, parameters: [ParameterName: ParameterValue],
    results: Int, inputImages: Int, inputSeconds: Double? = nil
  ) -> CostBounds? {
    guard let rules = rules(model: model, operation: operation) else { return nil }
    let price = rules.price
    let parameters = rules.filledIn(parameters)
    let rate = price.rate(parameters)
    let inputs = price.perInputImage * inputImages
    guard case .second = price.unit else {
      let total = rate * results + inputs
      return CostBounds(low: total, high: total)
    }
    let seconds = Self.deliveredSeconds(
      operation: operation, rules: rules, parameters: parameters, inputSeconds: inputSeconds)
    return CostBounds(
      low: rate * seconds.lowerBound + inputs, high: rate * seconds.upperBound + inputs)
  }

  /// How many seconds of film are billed: what is asked for, what the input has, or for an
  /// extension between the tail alone and the whole clip (the provider does not say which).
  private static func deliveredSeconds(
    operation: Operation, rules: OperationRules, parameters: [ParameterName: ParameterValue],
    inputSeconds: Double?
  ) -> ClosedRange<Int> {
    let longest = Int((inputSeconds ?? rules.longestInputSeconds ?? 0).rounded(.up))
    let asked = parameters[.duration]?.integer ?? 1
    switch operation {
    case .editVideo:
      return (inputSeconds == nil ? 1 : longest)...max(1, longest)
    case .extendVideo:
      return asked...(asked + longest)
    default:
      return asked...asked
    }
  }
}
