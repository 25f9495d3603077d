import ReelBasics
import ReelCatalogue

/// Carries out film requests: starts jobs, and answers polls.
struct FilmMaker: Sendable {
  let workshop: Workshop

  /// Starts the job of a request and gives the answer that names it.
  func start(_ request: VideoRequest, for exchange: Exchange) -> Outcome {
    let id = workshop.identity.requestID(body: exchange.body)
    let cost = workshop.cost(
      model: request.model, operation: request.operation, parameters: request.parameters,
      results: 1, inputImages: request.inputPictures, inputSeconds: request.inputSeconds)
    workshop.jobs.add(
      VideoJobs.Job(
        id: id, model: request.model, seconds: max(1, Int(request.seconds.rounded())), cost: cost,
        created: exchange.arrival, ready: exchange.arrival + workshop.options.videoLatency))
    workshop.counter.begin(.video)
    Task(name: "film \(id)") {
      let end: VideoJobs.End
      do {
        end = .film(name: try await draw(request, id: id))
      } catch {
        end = .failure(message: "The film could not be drawn: \(error)")
      }
      workshop.jobs.finish(id, end)
    }
    return Outcome(
      response: .json(["request_id": .string(id)], headers: [("x-request-id", id)]),
      bill: Bill(
        operation: request.operation.rawValue, model: request.model, prompt: request.prompt,
        requestID: id, cost: cost, body: exchange.body),
      notBefore: exchange.arrival)
  }

  /// The answer to a poll.
  func poll(_ id: String, host: String) -> ServerResponse {
    let now = workshop.timer.now()
    switch workshop.jobs.poll(id, now: now) {
    case .unknown:
      return APIError.notFound("There is no request \(id.prefix(100)).").response
    case .pending(let job, let progress, let wait):
      let milliseconds = Int((wait / .milliseconds(1)).rounded(.up))
      return .json(
        [
          "status": "pending", "progress": .int(Int64(progress)), "model": .string(job.model),
        ], status: 202, headers: [("retry-after-ms", String(milliseconds))])
    case .ended(let job, let end, let isNews):
      if isNews { workshop.counter.end(.video) }
      return answer(job, end, host: host, now: now)
    }
  }

  private func answer(
    _ job: VideoJobs.Job, _ end: VideoJobs.End, host: String, now: Duration
  ) -> ServerResponse {
    switch end {
    case .failure(let message):
      return .json([
        "status": "failed", "error": ["code": "internal_error", "message": .string(message)],
      ])
    case .film(let name):
      workshop.media.giveOut(name, now: now)
      return .json([
        "status": "done", "progress": 100, "model": .string(job.model),
        "video": [
          "url": .string(MediaAddress.text(name: name, host: host)),
          "duration": .int(Int64(job.seconds)), "respect_moderation": true,
        ],
        "usage": ["cost_in_usd_ticks": .int(job.cost.count)],
      ])
    }
  }

  /// Draws the film and gives its name at the media store.
  private func draw(_ request: VideoRequest, id: String) async throws -> String {
    let lineage = workshop.lineage.lineage(of: request.inputs, then: request.operation.rawValue)
    let audio = request.parameters[.generateAudio] != .boolean(false)
    var scene = request.scene(audio: audio)
    let film = EmulatedFilm(
      size: request.size, seconds: request.seconds, kind: request.kind,
      seed: workshop.identity.sceneSeed(.object(scene), slot: 0), model: request.model,
      operation: request.operation, prompt: request.prompt, lineage: lineage, withAudio: audio,
      instant: workshop.options.rendering == .instant)
    scene["lineage"] = .array(lineage.map { .string($0) })
    let renderer = workshop.renderer
    let bytes = try await workshop.films.film(
      SHA256.digest(JSONValue.object(scene).canonical)
    ) { try await renderer.film(film) }
    workshop.lineage.remember(lineage, for: bytes)
    let name = workshop.identity.mediaName(requestID: id, slot: 0, type: .mp4)
    workshop.media.keep(bytes, type: .mp4, name: name)
    return name
  }
}

extension VideoRequest {
  /// What decides over the frames, whatever the shape in which it was asked for.
  fileprivate func scene(audio: Bool) -> [String: JSONValue] {
    [
      "operation": .string(operation.rawValue), "model": .string(model),
      "prompt": .string(prompt), "size": .string(size.description), "seconds": .double(seconds),
      "audio": .bool(audio), "inputs": .array(inputs.map { .string(SHA256.digest($0).hex) }),
    ]
  }
}
