import ReelBasics
import ReelCatalogue

/// A request whose result is kept back and billed all the same.
struct Moderated: Error {
  let error: APIError
  let bill: Bill
}

/// Carries out picture requests.
struct PictureMaker: Sendable {
  let workshop: Workshop

  /// Makes the pictures of a request and the answer that gives them.
  func make(_ request: ImageRequest, for order: WorkOrder, id: String) async throws -> Made {
    if request.hasMask { workshop.counter.countMask() }
    let bill = bill(request, id: id, order)
    let moderation: Fault.Moderation? =
      if case .moderated(let moderation) = order.fault { moderation } else { nil }
    if let moderation, moderation.shape != .flag {
      throw Moderated(
        error: .moderated(
          "image", code: moderation.code, usage: moderation.hasUsage ? bill.cost : nil), bill: bill)
    }
    let lineage = workshop.lineage.lineage(
      of: request.inputs, then: request.operation.rawValue)
    var rows: [JSONValue] = []
    var names: [String] = []
    for slot in 0..<request.results {
      if let moderation, slot < moderation.slots {
        rows.append([
          request.inline ? "b64_json" : "url": "", "respect_moderation": false,
        ])
        continue
      }
      let bytes = try await draw(request, lineage: lineage, slot: slot)
      var (row, name) = row(bytes, request, id: id, slot: slot, order)
      if moderation != nil { row["respect_moderation"] = true }
      rows.append(.object(row))
      if let name { names.append(name) }
    }
    var answer: [String: JSONValue] = [
      "created": .int(workshop.wallClock() / 1000), "data": .array(rows),
      "model": .string(request.model), "usage": ["cost_in_usd_ticks": .int(bill.cost.count)],
    ]
    if moderation?.hasUsage == false { answer["usage"] = nil }
    return Made(id: id, answer: answer, bill: bill, media: names)
  }

  /// Starts a job that makes the pictures of a request; gives its id and its bill.
  func start(_ request: ImageRequest, for order: WorkOrder) -> (id: String, bill: Bill) {
    let id = workshop.identity.requestID(body: order.body)
    let bill = bill(request, id: id, order)
    workshop.jobs.add(
      Jobs.Job(
        id: id, medium: .image, model: request.model, prompt: request.prompt, seconds: 0,
        cost: bill.cost, created: order.arrival,
        ready: order.arrival + workshop.options.imageLatency, isQuiet: false))
    Task(name: "pictures \(id)") {
      workshop.jobs.finish(id, await end(of: request, for: order, id: id))
    }
    return (id, bill)
  }

  private func end(of request: ImageRequest, for order: WorkOrder, id: String) async -> Jobs.End {
    do {
      let made = try await make(request, for: order, id: id)
      return .pictures(names: made.media, answer: made.answer)
    } catch is Moderated {
      guard case .moderated(let moderation) = order.fault else { return .expired }
      return .moderated(moderation)
    } catch {
      let message = (error as? APIError)?.message ?? "\(error)"
      return .failure(code: "internal_error", message: message)
    }
  }

  /// The bill of a request, whatever comes of it.
  func bill(_ request: ImageRequest, id: String, _ order: WorkOrder) -> Bill {
    let cost = workshop.cost(
      model: request.model, operation: request.operation, parameters: request.parameters,
      results: request.results, inputImages: request.inputs.count, isBatch: order.isBatch)
    return Bill(
      operation: request.operation.rawValue, model: request.model, prompt: request.prompt,
      requestID: id, cost: cost, body: order.body)
  }

  /// What the answer says of one picture, and its name at the media store.
  private func row(
    _ bytes: [UInt8], _ request: ImageRequest, id: String, slot: Int, _ order: WorkOrder
  ) -> (row: [String: JSONValue], name: String?) {
    let type = MediaType(sniffing: bytes) ?? .jpeg
    var row: [String: JSONValue] = ["mime_type": .string(type.name)]
    if let storage = request.storage {
      row.merge(workshop.store(bytes, storage, for: order)) { _, new in new }
    }
    guard !request.inline else {
      row["b64_json"] = .string(String(decoding: Base64.encode(bytes), as: UTF8.self))
      return (row, nil)
    }
    let name = workshop.identity.mediaName(requestID: id, slot: slot, type: type)
    workshop.media.keep(
      bytes, type: type, name: name, prompt: request.prompt, limit: order.fetchLimit)
    row["url"] = .string(MediaAddress.text(name: name, host: order.host))
    return (row, name)
  }

  private func draw(_ request: ImageRequest, lineage: [String], slot: Int) async throws -> [UInt8] {
    let scene = EmulatedPicture(
      size: request.size, seed: workshop.identity.sceneSeed(request.scene, slot: slot),
      model: request.model, operation: request.operation, prompt: request.prompt,
      lineage: lineage, inputs: request.inputs, instant: workshop.options.rendering == .instant)
    let bytes: [UInt8]
    do {
      bytes = try await workshop.renderer.picture(scene)
    } catch {
      throw APIError(
        status: 500, code: "internal", message: "The picture could not be drawn: \(error)")
    }
    workshop.lineage.remember(lineage, for: bytes)
    return bytes
  }
}

extension ImageRequest {
  /// What decides over the pixels, whatever the shape in which it was asked for.
  fileprivate var scene: JSONValue {
    [
      "operation": .string(operation.rawValue), "model": .string(model),
      "prompt": .string(prompt), "size": .string(size.description),
      "quality": parameters[.quality]?.text.map { .string($0) } ?? .null,
      "inputs": .array(inputs.map { .string(SHA256.digest($0).hex) }),
    ]
  }
}
