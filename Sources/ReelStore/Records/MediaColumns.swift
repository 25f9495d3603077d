import ReelBasics
import ReelPlan

extension MediaRecord {
  /// For `digest, media_type, byte_count, width, height, milliseconds`.
  var columns: [SQLValue] {
    [
      SQLValue(digest), .text(mediaType), .integer(byteCount), SQLValue(width), SQLValue(height),
      SQLValue(milliseconds.map { Int64($0) }),
    ]
  }

  /// From `digest, media_type, byte_count, width, height, milliseconds`, beginning at `first`.
  init(_ row: SQLRow, from first: Int) throws(StoreError) {
    self.init(
      digest: try row.digest(first), mediaType: try row.text(first + 1),
      byteCount: try row.integer(first + 2), width: Int(try row.integer(first + 3)),
      height: Int(try row.integer(first + 4)),
      milliseconds: try row.optionalInteger(first + 5).map { Int($0) })
  }

  /// As it stands in the journal.
  var json: JSONValue {
    var fields: [String: JSONValue] = [
      "digest": .string(digest.hex), "type": .string(mediaType), "bytes": .int(byteCount),
      "width": .int(Int64(width)), "height": .int(Int64(height)),
    ]
    if let milliseconds { fields["milliseconds"] = .int(Int64(milliseconds)) }
    return .object(fields)
  }

  /// - Throws: for anything but what `json` gives.
  init(_ json: JSONValue) throws(StoreError) {
    self.init(
      digest: try json.digest("digest"), mediaType: try json.need("type", \.string),
      byteCount: try json.need("bytes", \.integer),
      width: Int(try json.need("width", \.integer)),
      height: Int(try json.need("height", \.integer)),
      milliseconds: json["milliseconds"]?.integer.map { Int($0) })
  }
}

extension SlotRecord {
  /// For `moderated`, the columns of a `MediaRecord`, and
  /// `served_model, revised_prompt, provider_request, stored_file, stored_until`.
  var columns: [SQLValue] {
    switch self {
    case .moderated:
      [.integer(1)] + Array(repeating: .null, count: 11)
    case .kept(let media, let served):
      [.integer(0)] + media.columns
        + [
          SQLValue(served.model), SQLValue(served.revisedPrompt), SQLValue(served.requestID),
          SQLValue(served.stored?.id), SQLValue(served.stored?.expires),
        ]
    }
  }

  /// From the columns that `columns` is for, beginning at `first`.
  init(_ row: SQLRow, from first: Int) throws(StoreError) {
    guard try row.integer(first) == 0 else {
      self = .moderated
      return
    }
    var served = ServedBy(
      model: try row.optionalText(first + 7), revisedPrompt: try row.optionalText(first + 8),
      requestID: try row.optionalText(first + 9))
    if let id = try row.optionalText(first + 10), let end = try row.optionalInteger(first + 11) {
      served.stored = StoredFile(id: id, expires: end)
    }
    self = .kept(try MediaRecord(row, from: first + 1), served)
  }

  /// As it stands in the journal.
  var json: JSONValue {
    switch self {
    case .moderated: ["moderated": true]
    case .kept(let media, let served):
      ["media": media.json, "served": served.json]
    }
  }

  /// - Throws: for anything but what `json` gives.
  init(_ json: JSONValue) throws(StoreError) {
    if json["moderated"]?.bool == true {
      self = .moderated
    } else {
      self = .kept(
        try MediaRecord(try json.need("media") { $0 }),
        ServedBy(try json.need("served") { $0 }))
    }
  }
}

extension ServedBy {
  /// As it stands in the journal.
  var json: JSONValue {
    var fields: [String: JSONValue] = [:]
    if let model { fields["model"] = .string(model) }
    if let revisedPrompt { fields["revised_prompt"] = .string(revisedPrompt) }
    if let requestID { fields["request_id"] = .string(requestID) }
    if let stored { fields["stored"] = stored.json }
    return .object(fields)
  }

  /// What `json` gives.
  init(_ json: JSONValue) {
    self.init(
      model: json["model"]?.string, revisedPrompt: json["revised_prompt"]?.string,
      requestID: json["request_id"]?.string, stored: json["stored"].flatMap { StoredFile($0) })
  }
}

extension StoredFile {
  /// As it stands in the records and the journal.
  var json: JSONValue { ["id": .string(id), "expires": .int(expires)] }

  /// What `json` gives; `nil` for anything else.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string, let expires = json["expires"]?.integer else { return nil }
    self.init(id: id, expires: expires)
  }
}
