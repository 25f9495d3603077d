import ReelBasics

/// Says the shapes of keys as JSON Schema.
struct ShapeSchema {
  /// Whether `${…}` may stand for any value; the schema has a `template` then.
  let takesTemplates: Bool

  typealias Object = [String: JSONValue]

  /// The schema of a mapping of these keys and no others.
  func mapping(_ fields: [Field]) -> Object {
    var schema: Object = [
      "type": "object", "additionalProperties": false,
      "properties": .object(
        Dictionary(uniqueKeysWithValues: fields.map { ($0.name, property($0)) })),
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return schema
  }

  private func property(_ field: Field) -> JSONValue {
    var schema = object(field.shape)
    schema["description"] = .string(field.summary)
    if field.name == ManifestFields.assets.name { schema["minProperties"] = 1 }
    if !field.examples.isEmpty { schema["examples"] = .array(field.examples) }
    return .object(schema)
  }

  private func object(_ shape: Shape) -> Object {
    switch shape {
    case .text: ["$ref": "#/$defs/text"]
    case .words: ["$ref": "#/$defs/text", "minLength": 1]
    case .path: ["$ref": "#/$defs/text", "minLength": 1, "pattern": .string(Self.path)]
    case .choice(let choices):
      orTemplate(["enum": .array(choices.map { .string($0) })])
    case .integer(let range):
      orTemplate([
        "type": "integer", "minimum": .int(Int64(range.lowerBound)),
        "maximum": .int(Int64(range.upperBound)),
      ])
    case .exactly(let number): ["type": "integer", "const": .int(Int64(number))]
    case .number(let range):
      orTemplate([
        "type": "number", "minimum": .double(range.lowerBound),
        "maximum": .double(range.upperBound),
      ])
    case .boolean: orTemplate(["type": "boolean"])
    case .dollars:
      [
        "type": ["string", "number"], "minimum": 0,
        "pattern": pattern(#"^\$?[0-9]{1,8}(\.[0-9]{1,10})?$"#),
      ]
    case .pixels:
      ["type": "string", "pattern": pattern("^[1-9][0-9]{0,4}x[1-9][0-9]{0,4}$")]
    case .timeSpan:
      [
        "type": ["string", "number"], "exclusiveMinimum": 0,
        "maximum": .int(Int64(DecodingContext.longestTimeSpan)),
        "pattern": pattern(#"^([0-9]+\.?[0-9]*|\.[0-9]+)[smh]?$"#),
      ]
    case .reference: ["$ref": "#/$defs/reference"]
    case .list(let element): ["type": "array", "items": .object(object(element))]
    case .filledList(let element):
      ["type": "array", "minItems": 1, "items": .object(object(element))]
    case .either(let shapes): ["anyOf": .array(shapes.map { .object(object($0)) })]
    case .mapping(let fields): mapping(fields)
    case .dictionary(let names, let value):
      [
        "type": "object", "propertyNames": ["pattern": .string(names)],
        "additionalProperties": .object(object(value)),
      ]
    case .nothing: ["type": "null"]
    case .fields:
      [
        "$ref": "#/$defs/fields",
        "not": ["required": [.string(ManifestFields.environmentName.name)]],
      ]
    case .json: ["type": "object"]
    case .named(let name, _): ["$ref": .string("#/$defs/\(name)")]
    }
  }

  /// What is wrong whatever `${…}` stands for: a path that begins at the root or in `.reel`, or that has
  /// `..` before the first variable.
  private static let path =
    #"^(?!/|(\./+)*\.[rR][eE][eE][lL](/|$)|([^$]*/)?\.\.(/|$))"#

  private func orTemplate(_ schema: Object) -> Object {
    takesTemplates ? ["anyOf": [.object(schema), ["$ref": "#/$defs/template"]]] : schema
  }

  private func pattern(_ pattern: String) -> JSONValue {
    .string(takesTemplates ? pattern + #"|\$\{"# : pattern)
  }
}
