import ReelBasics
import ReelCatalogue

/// Answers polls of jobs.
struct PollAnswers: Sendable {
  let workshop: Workshop

  /// The answer to a poll for a job of a medium, in the shape that is asked for.
  func poll(_ id: String, _ medium: Medium, host: String, shape: AnswerShape) -> ServerResponse {
    let now = workshop.timer.now()
    switch workshop.jobs.poll(AnswerShape.bareID(id), medium, now: now) {
    case .unknown:
      return APIError.notFound("There is no request \(id.prefix(100)).").response(as: shape.errors)
    case .pending(let job, let progress, let wait):
      return pending(job, progress: progress, wait: wait, shape)
    case .ended(let job, let end, let isNews):
      if isNews, medium == .video { workshop.counter.end(.video) }
      return ended(job, end, host: host, shape)
    }
  }

  private func pending(
    _ job: Jobs.Job, progress: Int, wait: Duration, _ shape: AnswerShape
  ) -> ServerResponse {
    let fields: [String: JSONValue] =
      job.medium == .video
      ? ["status": "pending", "progress": .int(Int64(progress)), "model": .string(job.model)]
      : ["request_id": .string(job.id), "status": "pending"]
    let milliseconds = Int((wait / .milliseconds(1)).rounded(.up))
    var response = ServerResponse.json(
      .object(fields), status: 202, headers: [("retry-after-ms", String(milliseconds))])
    if job.isQuiet { response.body = [] }
    return shape.poll(response, fields)
  }

  private func ended(
    _ job: Jobs.Job, _ end: Jobs.End, host: String, _ shape: AnswerShape
  ) -> ServerResponse {
    var fields: [String: JSONValue]
    switch end {
    case .film(let name, let file):
      workshop.media.giveOut(name, now: workshop.timer.now())
      fields = Self.done(job, film: name, file: file, host: host)
    case .pictures(let names, let answer):
      for name in names { workshop.media.giveOut(name, now: workshop.timer.now()) }
      fields = shape.pictures(answer, prompt: job.prompt)
      for key in ["created", "model"] { fields[key] = nil }
      fields["status"] = "done"
    case .failure(let code, let message): fields = Self.failed(code, message)
    case .expired: fields = ["status": "expired"]
    case .moderated(let moderation):
      let usage = moderation.hasUsage ? job.cost : nil
      let error = APIError.moderated(
        job.medium == .video ? "video" : "image", code: moderation.code, usage: usage)
      if moderation.shape == .error { return error.response(as: shape.errors) }
      fields =
        moderation.shape == .failed
        ? Self.failed("invalid_argument", error.message) : Self.done(job, film: nil, host: host)
      if usage == nil { fields["usage"] = nil }
    }
    if job.medium == .image { fields["request_id"] = .string(job.id) }
    return shape.poll(.json(.object(fields)), fields)
  }

  /// The answer that gives a film; one that is kept back has no address.
  static func done(
    _ job: Jobs.Job, film name: String?, file: [String: JSONValue] = [:], host: String
  ) -> [String: JSONValue] {
    var video: [String: JSONValue] = [
      "url": .string(name.map { MediaAddress.text(name: $0, host: host) } ?? ""),
      "duration": .int(Int64(job.seconds)), "respect_moderation": .bool(name != nil),
    ]
    video.merge(file) { _, new in new }
    return [
      "status": "done", "progress": 100, "model": .string(job.model), "video": .object(video),
      "usage": ["cost_in_usd_ticks": .int(job.cost.count)],
    ]
  }

  private static func failed(_ code: String, _ message: String) -> [String: JSONValue] {
    ["status": "failed", "error": ["code": .string(code), "message": .string(message)]]
  }
}
