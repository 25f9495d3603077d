import ReelBasics

/// The JSON Schema (2020-12) of one line of `run --events`.
///
/// It knows the events and fields of this version and no others; who reads the stream takes others as
/// news of a later one.
enum EventSchema {
  /// Where the schema says it is; nothing fetches it.
  private static let identifier = "https://reel.invalid/schemas/events.schema.json"

  /// A field of an event.
  struct Field {
    let name: String
    let schema: [String: JSONValue]
    let summary: String
    var isRequired = true
  }

  /// An event.
  struct Event {
    let name: String
    let summary: String
    var fields: [Field] = []
  }

  static var json: JSONValue {
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": .string(identifier),
      "title": "An event of a run of Reel, version 1",
      "description": .string(
        "A line of 'reel run --events': the first is 'run-started', the last 'run-ended'. Later "
          + "versions of Reel may add events and fields under reel.events/1; take no notice of what "
          + "you do not know."),
      "oneOf": .array(events.map(json)),
      "$defs": ["ticks": .object(ticks)],
    ]
  }

  private static func json(_ event: Event) -> JSONValue {
    var properties: [String: JSONValue] = [
      "event": ["const": .string(event.name)],
      "seconds": [
        "type": "number", "minimum": 0, "description": "since the first request could be sent",
      ],
    ]
    for field in event.fields {
      var schema = field.schema
      schema["description"] = .string(field.summary)
      properties[field.name] = .object(schema)
    }
    let required = ["event", "seconds"] + event.fields.filter(\.isRequired).map(\.name)
    return [
      "type": "object", "description": .string(event.summary), "additionalProperties": false,
      "properties": .object(properties), "required": .array(required.map { .string($0) }),
    ]
  }

  // MARK: Shapes

  static let text: [String: JSONValue] = ["type": "string"]
  static let optionalText: [String: JSONValue] = ["type": ["string", "null"]]
  static let texts: [String: JSONValue] = ["type": "array", "items": .object(text)]
  static let number: [String: JSONValue] = ["type": "number", "minimum": 0]
  static let whole: [String: JSONValue] = ["type": "integer", "minimum": 0]
  static let fromOne: [String: JSONValue] = ["type": "integer", "minimum": 1]
  static let flag: [String: JSONValue] = ["type": "boolean"]
  private static let ticks: [String: JSONValue] = [
    "type": "integer", "description": "money: 10^10 are one US dollar",
  ]
  static let money: [String: JSONValue] = ["$ref": "#/$defs/ticks"]
  static let optionalMoney: [String: JSONValue] = ["type": ["integer", "null"]]
  static let counts: [String: JSONValue] = [
    "type": "object", "additionalProperties": .object(whole),
  ]

  static func object(_ fields: [String: [String: JSONValue]]) -> [String: JSONValue] {
    [
      "type": "object", "additionalProperties": false,
      "properties": .object(fields.mapValues { .object($0) }),
      "required": .array(fields.keys.sorted().map { .string($0) }),
    ]
  }

  static func oneOf(_ words: [String]) -> [String: JSONValue] {
    ["enum": .array(words.map { .string($0) })]
  }

  static let stops = [
    "interrupted", "fail-fast", "budget", "locked", "account", "address", "records",
  ]

  static let asset = Field(name: "asset", schema: text, summary: "the asset's id")
  static let request = Field(
    name: "request", schema: whole, summary: "which of the asset's requests, from 0")
}
