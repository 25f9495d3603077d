import ReelBasics
import ReelCatalogue

/// Decodes a file of prices.
struct PriceReader {
  let catalogue: Catalogue
  let context: DecodingContext

  /// The table; `nil` where the file is no table at all, which is reported, as all that is wrong in it.
  func read(_ root: YAMLNode) -> PriceTable? {
    guard
      let reader = MappingReader(
        root, fields: PriceFields.all, subject: "the file of prices", context: context)
    else { return nil }
    if let node = reader.value(PriceFields.version), node.text != "1" || !node.isPlain {
      context.report(
        .manifestVersion, "'version' has to be 1, the one version there is", at: node)
    }
    let asOf = date(reader)
    guard let models = reader.value(PriceFields.models) else { return nil }
    guard models.kind == .mapping else {
      context.report(.manifestWrongType, "'models' has to be a mapping", at: models)
      return nil
    }
    var prices: [String: [Operation: Price]] = [:]
    for (key, value) in models.entries where key.isName {
      prices[key.text] = operations(of: key, value)
    }
    return asOf.map { PriceTable(asOf: $0, prices: prices) }
  }

  private func date(_ reader: MappingReader) -> String? {
    guard let node = reader.value(PriceFields.asOf), let text = reader.text(PriceFields.asOf)
    else { return nil }
    guard UTCTime.seconds(ofDay: text) != nil else {
      context.report(
        .manifestBadValue, "'as_of' takes a day such as 2026-12-01, not '\(text)'", at: node)
      return nil
    }
    return text
  }

  // MARK: One model

  private func operations(of key: YAMLNode, _ node: YAMLNode) -> [Operation: Price] {
    let model = catalogue.model(key.text)
    if model == nil, let near = catalogue.misspelt(key.text) {
      context.report(
        .modelUnknown, "no model is called '\(key.text)'; did you mean '\(near)'?", at: key)
    }
    guard
      let reader = MappingReader(
        node, fields: PriceFields.operations, subject: "'\(key.text)'", context: context)
    else { return [:] }
    var prices: [Operation: Price] = [:]
    for (operation, field) in zip(Operation.allCases, PriceFields.operations) {
      guard let value = reader.value(field), let place = reader.key(field) else { continue }
      let rules = model?.operations[operation]
      if let model, case .current = model.status, rules == nil {
        context.report(
          .modelOperation, "the model '\(key.text)' cannot do \(operation.title)", at: place)
      }
      prices[operation] = price(value, of: operation, rules: rules)
    }
    return prices
  }

  // MARK: One operation

  private func price(
    _ node: YAMLNode, of operation: Operation, rules: OperationRules?
  ) -> Price? {
    guard
      let reader = MappingReader(
        node, fields: PriceFields.operation, subject: "the price of \(operation.title)",
        context: context)
    else { return nil }
    let input = reader.dollars(PriceFields.inputImage) ?? .zero
    switch (reader.value(PriceFields.perResult), reader.value(PriceFields.perSecond)) {
    case (let amount?, nil):
      return Price(
        unit: .result, rates: rates(amount, of: PriceFields.perResult, operation, rules),
        perInputImage: input)
    case (nil, let amount?):
      if operation.makes == .image {
        context.report(.manifestBadValue, "an image has no seconds", at: amount)
      }
      return Price(
        unit: .second, rates: rates(amount, of: PriceFields.perSecond, operation, rules),
        perInputImage: input)
    default:
      context.report(
        .manifestBadValue,
        "the price of \(operation.title) takes either 'per_result' or 'per_second'", at: node)
      return nil
    }
  }

  /// The rates of an amount: the one that it is, or those of its list.
  private func rates(
    _ node: YAMLNode, of field: Field, _ operation: Operation, _ rules: OperationRules?
  ) -> [Price.Rate] {
    guard node.kind == .sequence else {
      let ticks = context.dollars(node, of: field.name) ?? .zero
      return [Price.Rate(resolution: nil, quality: nil, ticks: ticks)]
    }
    if node.elements.isEmpty {
      context.report(.manifestBadValue, "'\(field.name)' has no price", at: node)
    }
    var rates: [Price.Rate] = []
    for element in node.elements {
      guard let rate = rate(element, operation, rules) else { continue }
      if rates.contains(where: { $0.covers(rate) }) {
        context.report(
          .manifestBadValue, "this price never counts: one above it fits all that it does",
          at: element, help: "put what is for some before what is for all")
      }
      rates.append(rate)
    }
    return rates
  }

  private func rate(
    _ node: YAMLNode, _ operation: Operation, _ rules: OperationRules?
  ) -> Price.Rate? {
    guard
      let reader = MappingReader(
        node, fields: PriceFields.rate, subject: "the price", context: context)
    else { return nil }
    let resolution = reader.text(PriceFields.resolution)
    let quality = reader.text(PriceFields.quality)
    if let rules {
      check(resolution, .resolution, reader.value(PriceFields.resolution), operation, rules)
      check(quality, .quality, reader.value(PriceFields.quality), operation, rules)
    }
    return Price.Rate(
      resolution: resolution, quality: quality, ticks: reader.dollars(PriceFields.price) ?? .zero)
  }

  /// Reports a value that the operation does not take, and so never has to be paid for.
  private func check(
    _ value: String?, _ name: ParameterName, _ node: YAMLNode?, _ operation: Operation,
    _ rules: OperationRules
  ) {
    guard let value, let node else { return }
    let choices: [String]
    if case .choice(let taken)? = rules.parameters[name] {
      choices = taken
    } else if name == .resolution {
      // What is edited or extended keeps its own.
      choices = ResolutionClass.allCases.map(\.rawValue)
    } else {
      return context.report(
        .parameterNotTaken, "\(operation.title) takes no '\(name)' here", at: node)
    }
    guard !choices.contains(value) else { return }
    context.report(
      .parameterValue, "'\(name)' cannot be '\(value)' for \(operation.title)", at: node,
      help: "it takes \(choices.joined(separator: ", "))")
  }
}
