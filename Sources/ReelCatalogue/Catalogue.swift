import ReelBasics

/// The models of a provider, with what each takes and costs, as of a date.
package struct Catalogue: Sendable {
  /// The provider's name in manifests and fingerprints.
  package let provider: String
  /// The provider's name as people write it.
  package let title: String
  /// The day on which its documentation was read (ISO 8601).
  package let asOf: String
  package let models: [Model]
  /// The fields of a request's body that are Reel's to fill in, parameters aside.
  package let requestFields: Set<String>
  /// How many requests a second the provider takes from everybody, by medium of the result.
  package let startsPerSecond: [Medium: Double]
  /// How many times a second it may be asked how jobs are getting on, all jobs together.
  package let pollsPerSecond: Double
  /// The most characters of a prompt.
  package let promptCharacters: Int
  /// How large input files may be.
  package let files: [Medium: FileLimits]
  /// The most bytes of all inputs that go inside one request, as base64.
  package let inlineBytesPerRequest: Int64
  /// What models cost, where that is not what `models` say.
  var prices: PriceTable?

  /// The model that `name` or one of its aliases names.
  package func model(_ name: String) -> Model? {
    place(of: name).map { models[$0] }
  }

  /// By number, as a model is not copied to be looked at then.
  private func place(of name: String) -> Int? {
    models.indices.first { models[$0].name == name || models[$0].aliases.contains(name) }
  }

  /// The model that `name` is probably a wrong spelling of. What differs in figures alone may be a model
  /// newer than this catalogue, and is none.
  package func misspelt(_ name: String) -> String? {
    func letters(_ name: String) -> String { name.filter { !$0.isNumber && !".-".contains($0) } }
    return NearestName.of(name, in: models.map(\.name)).flatMap {
      letters($0) == letters(name) ? nil : $0
    }
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
    place(of: model).flatMap { models[$0].operations[operation] }
  }

  /// Every value that some model takes for a parameter, in the order of the catalogue.
  package func rules(for parameter: ParameterName) -> [ParameterRule] {
    models.flatMap { model in
      Operation.allCases.compactMap { model.operations[$0]?.parameters[parameter] }
    }
  }
}
