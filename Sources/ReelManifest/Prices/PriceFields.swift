import ReelBasics
import ReelCatalogue

/// The keys of a file of prices.
enum PriceFields {
  // MARK: Rates

  static let resolution = Field(
    "resolution", .text, "The resolution that it is the price of; of any where absent.",
    examples: ["720p"])
  static let quality = Field(
    "quality", .text, "The quality that it is the price of; of any where absent.",
    examples: ["low"])
  static let price = Field(
    "price", .dollars, required: true, "US dollars for each.", examples: ["0.04"])
  static let rate = [resolution, quality, price]

  // MARK: Operations

  private static let amount = Shape.either([.dollars, .list(.mapping(rate))])
  static let perResult = Field(
    "per_result", amount,
    "What every picture or film costs that comes back: US dollars, or a list of prices by resolution "
      + "and quality, of which the first that fits counts. Where none fits, the dearest does.",
    examples: ["0.02"])
  static let perSecond = Field(
    "per_second", amount, "The same for every second of a film.",
    examples: [
      [["resolution": "480p", "price": "0.05"], ["resolution": "720p", "price": "0.07"]]
    ])
  static let inputImage = Field(
    "input_image", .dollars, "What every picture that is sent along costs; nothing where absent.",
    examples: ["0.002"])
  static let operation = [perResult, perSecond, inputImage]

  static let operations = Operation.allCases.map { operation in
    Field(
      operation.rawValue, .named("price", .mapping(Self.operation)),
      "What \(operation.title) costs.")
  }

  // MARK: Top level

  static let version = Field(
    "version", .integer(1...1), required: true, "The version of this format.", examples: [1])
  static let asOf = Field(
    "as_of", .text, required: true, "The day on which the prices were read.",
    examples: ["2026-12-01"])
  static let models = Field(
    "models", .dictionary(names: "\\S", .mapping(operations)), required: true,
    "Prices by the model's name and what it is asked for. What is not named has no price.",
    examples: [["grok-imagine-image": ["generate-image": ["per_result": "0.02"]]]])

  static let all = [version, asOf, models]
}
