package import ReelBasics

/// The JSON Schema (2020-12) of manifests, made from the tables that the decoder reads.
package enum ManifestSchema {
  /// Where the schema says it is; nothing fetches it.
  static let identifier = "https://reel.invalid/schemas/manifest.schema.json"

  /// The schema.
  package static var json: JSONValue {
    var schema = mapping(ManifestFields.all)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = .string(identifier)
    schema["title"] = "Reel manifest, version 1"
    schema["description"] =
      "A shot list for generated media: what is made, from what, and in which words."
    schema["anyOf"] = .array(
      [ManifestFields.assets, ManifestFields.include].map {
        ["required": .array([.string($0.name)])]
      })
    schema["$defs"] = .object([
      "matrix": .object(MatrixSchema.matrix),
      "profile": .object(mapping(ManifestFields.profileFields)),
      "asset": .object(asset), "reference": .object(reference), "source": .object(source),
      "text": .object(text), "template": .object(template),
    ])
    return .object(schema)
  }

  private typealias Object = [String: JSONValue]

  // MARK: Named parts

  private static var asset: Object {
    var schema = mapping(AssetFields.all)
    schema["description"] = "One thing to be made. Exactly one operation key."
    schema["oneOf"] = oneOf(AssetFields.operations)
    return schema
  }

  private static var source: Object {
    var schema = mapping(ManifestFields.source)
    schema["oneOf"] = oneOf([ManifestFields.sourceFile, ManifestFields.sourceURL])
    return schema
  }

  /// That exactly one of the keys is there.
  private static func oneOf(_ fields: [Field]) -> JSONValue {
    .array(fields.map { ["required": .array([.string($0.name)])] })
  }

  private static var reference: Object {
    [
      "description":
        "An asset, a source, a file (a text with a '/') or a URL; 'id#2' is its second variant.",
      "oneOf": .array(
        [["type": "string", "minLength": 1]]
          + ManifestFields.reference.map { .object(mapping($0)) }),
    ]
  }

  /// Texts are taken as they stand, also where YAML would read a number or a truth value.
  private static let text: Object = ["type": ["string", "number", "boolean"]]

  /// What stands for another value once `${…}` is replaced.
  private static let template: Object = ["type": "string", "pattern": #"\$\{"#]

  // MARK: Shapes

  private static func mapping(_ fields: [Field]) -> Object {
    var schema: Object = [
      "type": "object", "additionalProperties": false,
      "properties": .object(
        Dictionary(uniqueKeysWithValues: fields.map { ($0.name, property($0)) })),
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return schema
  }

  private static func property(_ field: Field) -> JSONValue {
    var schema = object(field.shape)
    schema["description"] = .string(field.summary)
    if field.name == ManifestFields.assets.name { schema["minProperties"] = 1 }
    if !field.examples.isEmpty { schema["examples"] = .array(field.examples) }
    return .object(schema)
  }

  private static func object(_ shape: Shape) -> Object {
    switch shape {
    case .text: ["$ref": "#/$defs/text"]
    case .choice(let choices):
      ["anyOf": [["enum": .array(choices.map { .string($0) })], ["$ref": "#/$defs/template"]]]
    case .integer(let range):
      orTemplate([
        "type": "integer", "minimum": .int(Int64(range.lowerBound)),
        "maximum": .int(Int64(range.upperBound)),
      ])
    case .number(let range):
      orTemplate([
        "type": "number", "minimum": .double(range.lowerBound),
        "maximum": .double(range.upperBound),
      ])
    case .boolean: orTemplate(["type": "boolean"])
    case .dollars:
      [
        "type": ["string", "number"], "minimum": 0,
        "pattern": #"^\$?[0-9]{1,8}(\.[0-9]{1,10})?$|\$\{"#,
      ]
    case .pixels:
      ["type": "string", "pattern": #"^[1-9][0-9]{0,4}x[1-9][0-9]{0,4}$|\$\{"#]
    case .timeSpan:
      [
        "type": ["string", "number"], "exclusiveMinimum": 0,
        "pattern": #"^[0-9]+(\.[0-9]+)?[smh]?$|\$\{"#,
      ]
    case .reference: ["$ref": "#/$defs/reference"]
    case .list(let element): ["type": "array", "items": .object(object(element))]
    case .either(let shapes): ["anyOf": .array(shapes.map { .object(object($0)) })]
    case .mapping(let fields): mapping(fields)
    case .dictionary(let names, let value):
      [
        "type": "object", "propertyNames": ["pattern": .string(names)],
        "additionalProperties": .object(object(value)),
      ]
    case .json: ["type": "object"]
    case .named(let name, _): ["$ref": .string("#/$defs/\(name)")]
    }
  }

  private static func orTemplate(_ schema: Object) -> Object {
    ["anyOf": [.object(schema), ["$ref": "#/$defs/template"]]]
  }
}
