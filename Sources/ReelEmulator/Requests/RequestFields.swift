import ReelBasics

/// The fields of a create request, from JSON or a form, read with the patience that is documented.
struct RequestFields: Sendable {
  /// Where a JSON body ends, for the text of a schema error.
  struct End: Sendable {
    let line: Int
    let column: Int
  }

  let values: [String: JSONValue]
  /// The files of a form, by field.
  let files: [String: [[UInt8]]]
  let end: End
  /// Whether texts are no numbers.
  let isStrict: Bool

  /// The fields of a body in JSON, or in `multipart/form-data` where that is allowed.
  init(
    contentType: String?, body: [UInt8], allowsForms: Bool, isStrict: Bool = false
  ) throws(APIError) {
    let type = contentType ?? ""
    let name = type.prefix { $0 != ";" && $0 != " " }.lowercased()
    guard !body.isEmpty else { throw .unsupportedType }
    if name == "application/json" {
      try self.init(json: body, isStrict: isStrict)
    } else if allowsForms, name == "multipart/form-data" {
      guard let form = MultipartForm(contentType: type, body: body) else {
        throw .invalid("Failed to parse the multipart body.")
      }
      self.init(form: form)
    } else {
      throw .unsupportedType
    }
  }

  /// The fields of a body in JSON.
  init(json body: [UInt8], isStrict: Bool) throws(APIError) {
    self.isStrict = isStrict
    let lastBreak = body.lastIndex(of: UInt8(ascii: "\n"))
    end = End(
      line: body.count { $0 == UInt8(ascii: "\n") } + 1,
      column: body.count - (lastBreak.map { $0 + 1 } ?? 0))
    files = [:]
    let value: JSONValue
    do {
      value = try JSONValue(parsing: body)
    } catch {
      throw .invalid("Failed to parse the request body as JSON.")
    }
    guard let fields = value.fields else { throw .schema("expected an object", in: end) }
    values = fields
  }

  private init(form: MultipartForm) {
    isStrict = false
    var values: [String: JSONValue] = [:]
    var files: [String: [[UInt8]]] = [:]
    for part in form.parts {
      // `image[]` is how the OpenAI SDK names several files.
      let name = part.name.hasSuffix("[]") ? String(part.name.dropLast(2)) : part.name
      if part.isFile {
        files[name, default: []].append(part.bytes)
      } else {
        values[name] = .string(String(decoding: part.bytes, as: UTF8.self))
      }
    }
    self.values = values
    self.files = files
    end = End(line: 1, column: 1)
  }

  /// The value of the first of `keys` that is there and not null.
  subscript(keys: String...) -> JSONValue? {
    keys.lazy.compactMap { values[$0] }.first { $0 != .null }
  }

  /// The text of a field.
  func text(_ key: String) throws(APIError) -> String? {
    guard let value = self[key] else { return nil }
    guard let text = value.string else {
      throw .schema("\(key): invalid type, expected a string", in: end)
    }
    return text
  }

  /// The whole number of a field, also where a text writes it.
  func integer(_ key: String) throws(APIError) -> Int? {
    guard let value = self[key] else { return nil }
    let text = isStrict ? nil : value.string
    let number = value.integer.map { Int($0) } ?? text.flatMap { Int($0) }
    guard let number else {
      throw .schema("\(key): invalid type, expected an integer", in: end)
    }
    return number
  }

  /// The truth value of a field, also where a text writes it.
  func boolean(_ key: String) throws(APIError) -> Bool? {
    guard let value = self[key] else { return nil }
    let text = isStrict ? nil : value.string
    let truth = value.bool ?? text.flatMap { Bool($0) }
    guard let truth else {
      throw .schema("\(key): invalid type, expected a boolean", in: end)
    }
    return truth
  }
}
