/// What models cost, as somebody says who knows better than this release.
package struct PriceTable: Sendable {
  /// The day on which the prices were read (ISO 8601).
  package let asOf: String
  private let prices: [String: [Operation: Price]]

  /// `prices` are by the name of the model, or one of its other names.
  package init(asOf: String, prices: [String: [Operation: Price]]) {
    self.asOf = asOf
    self.prices = prices
  }

  /// What a model that goes by these names costs for an operation; the first name that has a price
  /// counts.
  func price(ofOneOf names: [String], operation: Operation) -> Price? {
    names.lazy.compactMap { prices[$0]?[operation] }.first
  }
}
