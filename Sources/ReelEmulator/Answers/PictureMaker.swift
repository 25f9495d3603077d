import ReelBasics
import ReelCatalogue

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Carries out picture requests.
struct PictureMaker: Sendable {
  let workshop: Workshop

  /// Makes the pictures of a request and the answer that gives them.
  func make(_ request: ImageRequest, for exchange: Exchange) async throws -> Outcome {
    let id = workshop.identity.requestID(body: exchange.body)
    if request.hasMask { workshop.counter.countMask() }
    let lineage = workshop.lineage.lineage(
      of: request.inputs, then: request.operation.rawValue)
    var rows: [JSONValue] = []
    var names: [String] = []
    for slot in 0..<request.results {
      let bytes = try await draw(request, lineage: lineage, slot: slot)
      let type = MediaType(sniffing: bytes) ?? .jpeg
      var row: [String: JSONValue] = ["mime_type": .string(type.name)]
      if request.inline {
        row["b64_json"] = .string(Data(bytes).base64EncodedString())
      } else {
        let name = workshop.identity.mediaName(requestID: id, slot: slot, type: type)
        workshop.media.keep(bytes, type: type, name: name)
        names.append(name)
        row["url"] = .string(MediaAddress.text(name: name, host: exchange.host))
      }
      rows.append(.object(row))
    }
    let cost = workshop.cost(
      model: request.model, operation: request.operation, parameters: request.parameters,
      results: request.results, inputImages: request.inputs.count)
    return Outcome(
      response: .json(
        [
          "created": .int(workshop.wallClock() / 1000), "data": .array(rows),
          "model": .string(request.model), "usage": ["cost_in_usd_ticks": .int(cost.count)],
        ], headers: [("x-request-id", id)]),
      bill: Bill(
        operation: request.operation.rawValue, model: request.model, prompt: request.prompt,
        requestID: id, cost: cost, body: exchange.body),
      media: names, notBefore: exchange.arrival + workshop.options.imageLatency)
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
