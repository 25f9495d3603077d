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
      "fields": .object(fields), "text": .object(text), "template": .object(template),
    ])
    return .object(schema)
  }

  private typealias Object = [String: JSONValue]

  private static func mapping(_ fields: [Field]) -> Object {
    ShapeSchema(takesTemplates: true).mapping(fields)
  }

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
    let short: JSONValue = ["type": ["string", "boolean"], "minLength": 1]
    return [
      "description":
        "An asset, a source, a file (a text with a '/') or a URL; 'id#2' is its second variant.",
      "oneOf": .array([short] + ManifestFields.reference.map { .object(mapping($0)) }),
    ]
  }

  /// Texts are taken as they stand, also where YAML would read a number or a truth value.
  static let text: [String: JSONValue] = ["type": ["string", "number", "boolean"]]

  /// Texts, and mappings of texts, by names of the author's own.
  private static let fields: Object = [
    "type": "object", "propertyNames": ["pattern": .string(ManifestFields.variableNames)],
    "additionalProperties": [
      "anyOf": [["$ref": "#/$defs/text"], ["type": "null"], ["$ref": "#/$defs/fields"]]
    ],
  ]

  /// What stands for another value once `${…}` is replaced.
  private static let template: Object = ["type": "string", "pattern": #"\$\{"#]
}
