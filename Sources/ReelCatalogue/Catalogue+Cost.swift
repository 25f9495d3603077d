package import ReelBasics

extension Catalogue {
  /// The same models at other prices; what the table does not name has no price then.
  package func priced(by table: PriceTable) -> Catalogue {
    var catalogue = self
    catalogue.prices = table
    return catalogue
  }

  /// The day on which the prices were read (ISO 8601).
  package var pricesAsOf: String { prices?.asOf ?? asOf }

  /// What a model costs for an operation; `nil` where it has no price.
  package func price(model name: String, operation: Operation) -> Price? {
    price(model: name, operation: operation, rules: rules(model: name, operation: operation))
  }

  private func price(model name: String, operation: Operation, rules: OperationRules?) -> Price? {
    guard let prices else { return rules?.price }
    let names = model(name).map { [name, $0.name] + $0.aliases } ?? [name]
    return prices.price(ofOneOf: names, operation: operation)
  }

  /// What a request costs at least and at most; `nil` where the model has no price, or the price
  /// depends on a length that nobody knows.
  ///
  /// `film` is the film that is edited or extended, where it is known already.
  package func cost(
    model: String, operation: Operation, parameters: [ParameterName: ParameterValue],
    results: Int, inputImages: Int, film: FilmFacts? = nil
  ) -> CostBounds? {
    let rules = rules(model: model, operation: operation)
    guard let price = price(model: model, operation: operation, rules: rules) else { return nil }
    let parameters = Self.parameters(rules?.filledIn(parameters) ?? parameters, of: film)
    let rate = price.rate(parameters)
    let inputs = price.perInputImage * inputImages
    guard case .second = price.unit else {
      let total = rate * results + inputs
      return CostBounds(low: total, high: total)
    }
    guard let seconds = Self.billedSeconds(operation, rules, parameters, film: film) else {
      return nil
    }
    return CostBounds(
      low: price.leastRate(parameters) * seconds.lowerBound + inputs,
      high: rate * seconds.upperBound + inputs)
  }

  /// What a film costs that has come: by the seconds that were delivered. `nil` where the model has
  /// no price, or none by the second.
  package func cost(
    ofDelivered film: FilmFacts, model: String, operation: Operation,
    parameters: [ParameterName: ParameterValue], inputImages: Int
  ) -> Ticks? {
    let rules = rules(model: model, operation: operation)
    guard let price = price(model: model, operation: operation, rules: rules),
      case .second = price.unit
    else { return nil }
    let parameters = Self.parameters(rules?.filledIn(parameters) ?? parameters, of: film)
    return price.rate(parameters) * film.wholeSeconds + price.perInputImage * inputImages
  }

  /// What a rate depends on. Where no parameter of a request says the resolution, the film does: what is
  /// edited or extended keeps its own.
  private static func parameters(
    _ parameters: [ParameterName: ParameterValue], of film: FilmFacts?
  ) -> [ParameterName: ParameterValue] {
    guard let resolution = film?.resolution, parameters[.resolution] == nil else {
      return parameters
    }
    return parameters.merging([.resolution: .text(resolution.rawValue)]) { $1 }
  }

  /// How many seconds of film are billed: what is asked for, what the input has, or for an
  /// extension between the tail alone and the whole clip (the provider does not say which). `nil`
  /// where nobody knows, as of a model that this catalogue does not have.
  private static func billedSeconds(
    _ operation: Operation, _ rules: OperationRules?,
    _ parameters: [ParameterName: ParameterValue], film: FilmFacts?
  ) -> ClosedRange<Int>? {
    let asked = parameters[.duration]?.integer
    let longest = film?.wholeSeconds ?? rules?.inputSeconds.map { Int($0.upperBound.rounded(.up)) }
    switch operation {
    case .editVideo:
      return longest.map { (film == nil ? 1 : $0)...max(1, $0) }
    case .extendVideo:
      guard let asked, let longest else { return nil }
      let (whole, isTooMuch) = asked.addingReportingOverflow(longest)
      return isTooMuch ? nil : asked...whole
    default: return asked.map { $0...$0 }
    }
  }
}
