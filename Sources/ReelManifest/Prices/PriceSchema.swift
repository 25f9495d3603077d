package import ReelBasics

/// The JSON Schema (2020-12) of files of prices, made from the table that their reader reads.
package enum PriceSchema {
  /// Where the schema says it is; nothing fetches it.
  static let identifier = "https://reel.invalid/schemas/prices.schema.json"

  /// The schema.
  package static var json: JSONValue {
    let shapes = ShapeSchema(takesTemplates: false)
    var schema = shapes.mapping(PriceFields.all)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = .string(identifier)
    schema["title"] = "Prices for Reel, version 1"
    schema["description"] = "What models cost, instead of the prices that Reel comes with."
    var price = shapes.mapping(PriceFields.operation)
    price["oneOf"] = .array(
      [PriceFields.perResult, PriceFields.perSecond].map {
        ["required": .array([.string($0.name)])]
      })
    schema["$defs"] = .object([
      "price": .object(price), "text": .object(ManifestSchema.text),
    ])
    return .object(schema)
  }
}
