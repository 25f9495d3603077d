import ReelBasics

/// The part of the schema that says what a matrix is.
enum MatrixSchema {
  private typealias Object = [String: JSONValue]

  /// A matrix: axes of the author's own names, and three keys that are none.
  static var matrix: [String: JSONValue] {
    [
      "type": "object", "minProperties": 1,
      "description": .string(
        "Axes by name, each a list of values that multiply; a value may be a mapping, called by its "
          + "'id', whose fields are `${axis.field}`."),
      "properties": [
        "rows": .object(rows),
        "include": .object(
          entries(
            "Mappings of values that are added to the cells they fit, or make one of their own.")),
        "exclude": .object(
          entries("Mappings of values; cells that have all of them are left out.")),
      ],
      "propertyNames": ["pattern": .string(ManifestFields.variableNames)],
      // What only adds to cells, or takes some away, makes none.
      "not": ["propertyNames": ["enum": ["include", "exclude"]]],
      "additionalProperties": [
        "type": "array", "minItems": 1, "items": ["anyOf": [.object(scalar), .object(fields)]],
      ],
    ]
  }

  private static let scalar: Object = ["type": ["string", "number", "boolean"]]

  private static let fields: Object = ["$ref": "#/$defs/fields", "minProperties": 1]

  /// Columns are called as they are written, also in what is held against them; some names are taken.
  private static func columns(except names: [String]) -> Object {
    [
      "type": "object", "propertyNames": ["not": ["enum": .array(names.map { .string($0) })]],
      "additionalProperties": ["type": ["string", "number", "boolean", "null", "object"]],
    ]
  }

  private static let entry: Object = columns(except: ["index"]).merging(["minProperties": 1]) { $1 }

  private static var rows: Object {
    [
      "description":
        "One more axis, of which each value is a row of data that sets several variables.",
      "anyOf": [
        .object([
          "type": "string", "minLength": 1,
          "description": .string(AssetFields.rowsPath.summary),
          "examples": .array(AssetFields.rowsPath.examples),
        ]),
        .object(ShapeSchema(takesTemplates: true).mapping(AssetFields.rowsFile)),
        .object([
          "type": "array", "minItems": 1,
          "items": .object(columns(except: RowTable.reservedColumns)),
        ]),
      ],
    ]
  }

  private static func entries(_ description: String) -> Object {
    ["type": "array", "items": .object(entry), "description": .string(description)]
  }
}
