import ReelBasics
import ReelCatalogue

/// Carries out film requests.
struct FilmMaker: Sendable {
  let workshop: Workshop

  /// Starts the job of a request; gives its id and its bill.
  func start(_ request: VideoRequest, for order: WorkOrder) -> (id: String, bill: Bill?) {
    let id = workshop.identity.requestID(body: order.body)
    let bill = bill(request, id: id, order)
    workshop.jobs.add(
      Jobs.Job(
        id: id, medium: .video, model: request.model, prompt: request.prompt,
        seconds: max(1, Int(request.seconds.rounded())), cost: bill.cost, created: order.arrival,
        ready: order.arrival + workshop.options.videoLatency,
        isQuiet: order.fault == .emptyPending))
    workshop.counter.begin(.video)
    switch order.fault {
    case .jobFailed(let code, let message, let isBilled):
      workshop.jobs.finish(id, .failure(code: code, message: message))
      return (id, isBilled ? bill : nil)
    case .jobExpired: workshop.jobs.finish(id, .expired)
    case .moderated(let moderation): workshop.jobs.finish(id, .moderated(moderation))
    default:
      Task(name: "film \(id)") {
        workshop.jobs.finish(id, await end(of: request, id: id, order))
      }
    }
    return (id, bill)
  }

  /// Makes a film while its caller waits; gives the answer that a poll would give in the end.
  func make(_ request: VideoRequest, for order: WorkOrder) async throws -> Made {
    let id = workshop.identity.requestID(body: order.body)
    let bill = bill(request, id: id, order)
    let (name, file) = try await draw(request, id: id, order)
    let job = Jobs.Job(
      id: id, medium: .video, model: request.model, prompt: request.prompt,
      seconds: max(1, Int(request.seconds.rounded())), cost: bill.cost, created: order.arrival,
      ready: order.arrival, isQuiet: false)
    return Made(
      id: id, answer: PollAnswers.done(job, film: name, file: file, host: order.host), bill: bill,
      media: [name])
  }

  private func bill(_ request: VideoRequest, id: String, _ order: WorkOrder) -> Bill {
    let cost = workshop.cost(
      model: request.model, operation: request.operation, parameters: request.parameters,
      results: 1, inputImages: request.inputPictures, inputSeconds: request.inputSeconds,
      isBatch: order.isBatch)
    return Bill(
      operation: request.operation.rawValue, model: request.model, prompt: request.prompt,
      requestID: id, cost: cost, body: order.body)
  }

  private func end(of request: VideoRequest, id: String, _ order: WorkOrder) async -> Jobs.End {
    do {
      let (name, file) = try await draw(request, id: id, order)
      return .film(name: name, file: file)
    } catch {
      return .failure(
        code: "internal_error", message: "The film could not be drawn: \(error)")
    }
  }

  /// Draws the film; gives its name at the media store, and what the answer says of its file.
  private func draw(
    _ request: VideoRequest, id: String, _ order: WorkOrder
  ) async throws -> (name: String, file: [String: JSONValue]) {
    let lineage = workshop.lineage.lineage(of: request.inputs, then: request.operation.rawValue)
    let audio = request.parameters[.generateAudio] != .boolean(false)
    var scene = request.scene(audio: audio)
    let film = EmulatedFilm(
      size: request.size, seconds: request.seconds, kind: request.kind,
      seed: workshop.identity.sceneSeed(.object(scene), slot: 0), model: request.model,
      operation: request.operation, prompt: request.prompt, notes: request.notes, lineage: lineage,
      withAudio: audio, instant: workshop.options.rendering == .instant)
    scene["lineage"] = .array(lineage.map { .string($0) })
    let renderer = workshop.renderer
    let bytes = try await workshop.films.film(
      SHA256.digest(JSONValue.object(scene).canonical)
    ) { try await renderer.film(film) }
    workshop.lineage.remember(lineage, for: bytes)
    let name = workshop.identity.mediaName(requestID: id, slot: 0, type: .mp4)
    workshop.media.keep(
      bytes, type: .mp4, name: name, prompt: request.prompt, limit: order.fetchLimit)
    let file = request.storage.map { workshop.store(bytes, $0, for: order) } ?? [:]
    return (name, file)
  }
}

extension VideoRequest {
  /// What decides over the frames, whatever the shape in which it was asked for.
  fileprivate func scene(audio: Bool) -> [String: JSONValue] {
    var scene: [String: JSONValue] = [
      "operation": .string(operation.rawValue), "model": .string(model),
      "prompt": .string(prompt), "size": .string(size.description), "seconds": .double(seconds),
      "audio": .bool(audio), "inputs": .array(inputs.map { .string(SHA256.digest($0).hex) }),
    ]
    if !notes.isEmpty { scene["notes"] = .array(notes.map { .string($0) }) }
    return scene
  }
}
