import ReelBasics

extension AnswerShape {
  /// The answer to a poll, from the newest shape.
  func poll(_ newest: ServerResponse, _ fields: [String: JSONValue]) -> ServerResponse {
    guard !words.isEmpty else { return newest }
    var response = newest
    var fields = fields
    switch fields["status"]?.string {
    case "pending": pending(&response, &fields)
    case "done":
      if has(.noUsage) { fields["usage"] = nil }
      if has(.noModel) { fields["model"] = nil }
      done(&fields)
    case "failed": failed(&fields)
    default: break
    }
    if has(.noProgress) { fields["progress"] = nil }
    if !newest.body.isEmpty { response.body = JSONValue.object(fields).bytes }
    if response.status == 202, has(.emptyPending) { response.body = [] }
    return response
  }

  private func pending(_ response: inout ServerResponse, _ fields: inout [String: JSONValue]) {
    if has(.pending200) { response.status = 200 }
    if has(.unknownStatus) {
      fields["status"] = "defragmenting"
    } else if let word = first(of: [.queued, .processing, .inProgress, .running]) {
      fields["status"] = .string(word)
    }
  }

  private func failed(_ fields: inout [String: JSONValue]) {
    if let word = first(of: [.cancelled, .error]) { fields["status"] = .string(word) }
    guard let error = fields["error"]?.fields else { return }
    if has(.failureCode) { fields["code"] = error["code"] }
    if has(.failureText) || has(.failureCode) { fields["error"] = error["message"] }
  }

  private func done(_ fields: inout [String: JSONValue]) {
    if let word = first(of: [.completed, .succeeded, .success]) {
      fields["status"] = .string(word)
    }
    if has(.noStatus) { fields["status"] = nil }
    guard var film = fields["video"]?.fields else { return }
    if has(.noURL) { film["url"] = nil }
    if has(.textDuration), let seconds = film["duration"]?.integer {
      film["duration"] = .string(String(seconds))
    }
    fields["video"] = nil
    if has(.flat) {
      fields = ["url": film["url"] ?? .null, "duration": film["duration"] ?? .null]
    } else if has(.response) {
      var inner: [String: JSONValue] = ["video": .object(film)]
      for key in ["model", "usage"] { inner[key] = fields.removeValue(forKey: key) }
      fields["response"] = .object(inner)
    } else if has(.videoURL) {
      fields["video_url"] = film["url"]
    } else if has(.videos) {
      fields["videos"] = [.object(film)]
    } else if has(.content) {
      fields["content"] = .object(film)
    } else {
      fields["video"] = .object(film)
    }
  }
}
