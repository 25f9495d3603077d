import ReelBasics

/// An input as a request names it, in any of the shapes that callers send.
enum InputMedium: Sendable {
  case bytes([UInt8])
  case address(String)
  case file(String)

  /// Every input that a value names: a text (address, data URI, bare base64), an object
  /// (`url`, `image_url`, `video_url` or `file_id`), or an array of these. `field` is the field's
  /// name, for messages. Strictly only objects with `url` or `file_id`, and arrays of them.
  static func all(
    in value: JSONValue, field: String, end: RequestFields.End, isStrict: Bool
  ) throws -> [InputMedium] {
    switch value {
    case .string(let text) where !isStrict: return [try InputMedium(text: text, field: field)]
    case .array(let elements):
      return try elements.flatMap {
        try all(in: $0, field: field, end: end, isStrict: isStrict)
      }
    case .object(let fields):
      if isStrict { try check(fields, field: field, end: end) }
      if let id = fields["file_id"]?.string { return [.file(id)] }
      for key in ["url", "image_url", "video_url"] {
        // One level of nesting only: `{"image_url": {"url": …}}`.
        if let text = fields[key]?.string ?? fields[key]?["url"]?.string {
          if isStrict { try check(text, field: field) }
          return [try InputMedium(text: text, field: field)]
        }
      }
      throw APIError.schema("\(field): missing field `url`", in: end)
    default:
      throw APIError.schema("\(field): invalid type, expected an object", in: end)
    }
  }

  private static func check(
    _ fields: [String: JSONValue], field: String, end: RequestFields.End
  ) throws(APIError) {
    let known = ["file_id", "type", "url"]
    if let unknown = fields.keys.sorted().first(where: { !known.contains($0) }) {
      throw .schema(
        "\(field): unknown field `\(unknown.prefix(100))`, expected `url` or `file_id`", in: end)
    }
    guard fields["url"] == nil || fields["file_id"] == nil else {
      throw .invalid("`\(field)` has both `url` and `file_id`; send one of them.")
    }
  }

  private static func check(_ text: String, field: String) throws(APIError) {
    let types = ["image/png", "image/jpeg", "image/webp", "video/mp4"]
    guard
      text.hasBytePrefix("http://") || text.hasBytePrefix("https://")
        || types.contains(where: { text.hasBytePrefix("data:\($0);base64,") })
    else {
      throw .invalid("`\(field)` is neither an address nor a data URI of a known type.")
    }
  }

  private init(text: String, field: String) throws {
    if text.hasBytePrefix("http://") || text.hasBytePrefix("https://") {
      self = .address(text)
      return
    }
    var encoded = text[...]
    if text.hasBytePrefix("data:") {
      guard let (type, data) = text.cut(atFirst: UInt8(ascii: ",")), type.hasByteSuffix(";base64")
      else { throw APIError.invalid("`\(field)` is not a base64 data URI.") }
      encoded = data
    }
    guard let bytes = Base64Decoder.bytes(of: encoded.utf8), !bytes.isEmpty else {
      throw APIError.invalid("`\(field)` is neither an address nor base64.")
    }
    self = .bytes(bytes)
  }
}
