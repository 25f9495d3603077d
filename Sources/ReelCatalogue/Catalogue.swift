package import ReelBasics

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
  /// How many times a second it may be asked how jobs are getting on, all jobs together.
  package let pollsPerSecond: Double
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
  /// `film` is the film that is edited or extended, where it is known already.
  package func cost(
    model: String, operation: Operation, parameters: [ParameterName: ParameterValue],
    results: Int, inputImages: Int, film: FilmFacts? = nil
  ) -> CostBounds? {
    guard let rules = rules(model: model, operation: operation) else { return nil }
    let parameters = rules.filledIn(parameters)
    let rate = Self.rate(rules, parameters, film: film)
    let inputs = rules.price.perInputImage * inputImages
    guard case .second = rules.price.unit else {
      let total = rate * results + inputs
      return CostBounds(low: total, high: total)
    }
    let seconds = Self.billedSeconds(operation, rules, parameters, film: film)
    return CostBounds(
      low: rate * seconds.lowerBound + inputs, high: rate * seconds.upperBound + inputs)
  }

  /// What a film costs that has come: by the seconds that were delivered. `nil` where the model has
  /// no price here, or none by the second.
  package func cost(
    ofDelivered film: FilmFacts, model: String, operation: Operation,
    parameters: [ParameterName: ParameterValue], inputImages: Int
  ) -> Ticks? {
    guard let rules = rules(model: model, operation: operation), case .second = rules.price.unit
    else { return nil }
    let rate = Self.rate(rules, rules.filledIn(parameters), film: film)
    return rate * film.wholeSeconds + rules.price.perInputImage * inputImages
  }

  /// The rate under the parameters of a request. Where none of them says the resolution, the film
  /// does: what is edited or extended keeps its own.
  private static func rate(
    _ rules: OperationRules, _ parameters: [ParameterName: ParameterValue], film: FilmFacts?
  ) -> Ticks {
    var parameters = parameters
    if parameters[.resolution] == nil, let resolution = film?.resolution {
      parameters[.resolution] = .text(resolution.rawValue)
    }
    return rules.price.rate(parameters)
  }

  /// How many seconds of film are billed: what is asked for, what the input has, or for an
  /// extension between the tail alone and the whole clip (the provider does not say which).
  private static func billedSeconds(
    _ operation: Operation, _ rules: OperationRules,
    _ parameters: [ParameterName: ParameterValue], film: FilmFacts?
  ) -> ClosedRange<Int> {
    let asked = parameters[.duration]?.integer ?? 1
    let longest = film?.wholeSeconds ?? Int((rules.inputSeconds?.upperBound ?? 0).rounded(.up))
    switch operation {
    case .editVideo: return (film == nil ? 1 : longest)...max(1, longest)
    case .extendVideo: return asked...(asked + longest)
    default: return asked...asked
    }
  }
}

/// What prices depend on in a film that is there.
package struct FilmFacts: Sendable, Hashable {
  package let seconds: Double
  /// `nil` where it is not known.
  package let size: PixelSize?

  package init(seconds: Double, size: PixelSize?) {
    self.seconds = seconds
    self.size = size
  }

  /// Its length as it is billed: every begun second.
  var wholeSeconds: Int {
    // A film of 6 seconds may say 6.04.
    // What no film lasts comes of damaged records only.
    guard seconds < 1e9 else { return 1_000_000_000 }
    return seconds > 1 ? Int((seconds - 0.1).rounded(.up)) : 1
  }

  /// The class that its short side falls into; edits end at 720p.
  var resolution: ResolutionClass? {
    size.map { min($0.width, $0.height) <= 480 ? .p480 : .p720 }
  }
}
