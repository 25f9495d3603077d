import ReelBasics
import ReelCatalogue

/// One request of a batch.
struct BatchItem: Sendable {
  /// What became of it.
  enum State: Sendable {
    case pending
    case success(JSONValue)
    case error(code: String, message: String)
    case cancelled
  }

  /// What the API calls a request in a batch.
  enum Kind: String, Sendable, Hashable, CaseIterable {
    case imageGeneration = "image_generation"
    case imageEdit = "image_edit"
    case videoGeneration = "video_generation"
    case videoExtension = "video_extension"
  }

  let id: String
  let kind: Kind
  /// Its body, as JSON.
  let body: [UInt8]
  /// What it asks for; of films from words and pictures the body decides.
  let operation: Operation
  var state = State.pending

  init(id: String, kind: Kind, body: [String: JSONValue]) {
    self.id = id
    self.kind = kind
    self.body = JSONValue.object(body).bytes
    operation =
      switch kind {
      case .imageGeneration: .generateImage
      case .imageEdit: .editImage
      case .videoGeneration: body["video"] == nil ? .generateVideo : .editVideo
      case .videoExtension: .extendVideo
      }
  }

  /// The item that an element of `batch_requests` writes.
  init(_ value: JSONValue, end: RequestFields.End) throws(APIError) {
    guard let id = value["batch_request_id"]?.string, !id.isEmpty else {
      throw .schema("batch_requests: missing field `batch_request_id`", in: end)
    }
    guard let request = value["batch_request"]?.fields, let name = request.keys.sorted().first,
      request.count == 1, let body = request[name]?.fields
    else { throw .schema("batch_requests: missing field `batch_request`", in: end) }
    guard let kind = Kind(rawValue: name) else {
      throw .invalid("`\(name.prefix(100))` is not supported for batch processing")
    }
    self.init(id: id, kind: kind, body: body)
  }

  /// The item that a line of an input file writes; `nil` where it writes none.
  init?(line: ArraySlice<UInt8>) {
    guard let value = try? JSONValue(parsing: line), let id = value["custom_id"]?.string,
      !id.isEmpty, value["method"] == "POST", let body = value["body"]?.fields
    else { return nil }
    switch value["url"]?.string {
    case "/v1/images/generations": self.init(id: id, kind: .imageGeneration, body: body)
    case "/v1/images/edits": self.init(id: id, kind: .imageEdit, body: body)
    case "/v1/videos/generations", "/v1/videos", "/v1/videos/edits":
      self.init(id: id, kind: .videoGeneration, body: body)
    case "/v1/videos/extensions": self.init(id: id, kind: .videoExtension, body: body)
    default: return nil
    }
  }

  /// The item among the results; `nil` as long as there is none.
  var result: JSONValue? {
    switch state {
    case .pending, .cancelled: return nil
    case .success(let answer):
      return [
        "batch_request_id": .string(id),
        "batch_result": ["response": [kind.rawValue: answer]],
      ]
    case .error(let code, let message):
      return [
        "batch_request_id": .string(id),
        "batch_result": ["error": ["code": .string(code), "message": .string(message)]],
        "error_message": .string(message),
      ]
    }
  }

  /// The item among the requests.
  var metadata: JSONValue {
    let word =
      switch state {
      case .pending: "pending"
      case .success: "success"
      case .error: "error"
      case .cancelled: "cancelled"
      }
    return [
      "batch_request_id": .string(id), "endpoint": .string(kind.rawValue), "state": .string(word),
    ]
  }
}
