import ReelBasics

extension AnswerShape {
  /// The answer with pictures, from the newest shape.
  func pictures(_ newest: [String: JSONValue], prompt: String) -> [String: JSONValue] {
    guard !words.isEmpty else { return newest }
    var answer = newest
    if has(.noCreated) { answer["created"] = nil }
    if has(.noUsage) { answer["usage"] = nil }
    if has(.noModel) { answer["model"] = nil }
    if has(.blockReason) { answer["block_reason"] = "" }
    var rows = answer["data"]?.elements ?? []
    if has(.fewer) { rows = Array(rows.dropLast()) }
    answer["data"] = .array(rows.map { picture($0, prompt: prompt) })
    return answer
  }

  private func picture(_ row: JSONValue, prompt: String) -> JSONValue {
    guard var fields = row.fields else { return row }
    if has(.b64Prefix), let text = fields["b64_json"]?.string, !text.isEmpty {
      let type = fields["mime_type"]?.string ?? "image/jpeg"
      fields["b64_json"] = .string("data:\(type);base64,\(text)")
    }
    if has(.noMimeType) { fields["mime_type"] = nil }
    if has(.revisedPrompt) { fields["revised_prompt"] = .string(prompt) }
    return .object(fields)
  }

  /// The answer that names what was started.
  func started(_ id: String) -> JSONValue {
    [has(.id) ? "id" : "request_id": .string(has(.prefixedID) ? "vid_\(id)" : id)]
  }

  /// An id as it is kept, from one that an answer gave.
  static func bareID(_ id: String) -> String {
    id.hasPrefix("vid_") ? String(id.dropFirst(4)) : id
  }
}
