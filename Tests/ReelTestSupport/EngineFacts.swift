package import ReelBasics
import ReelCatalogue
package import ReelManifest
package import ReelPlan

/// Records and files in memory, to plan from.
package struct EngineFacts: PlanFacts {
  package var works: [Fingerprint: WorkRecord] = [:]
  package var outputs: [String: OutputState] = [:]
  package var objects: Set<Digest> = []
  /// Whether the store has whatever a run keeps; else it has `objects` alone.
  package var hasAllObjects = false
  package var files: [String: Digest] = [:]

  package init() {}

  package func work(_ fingerprint: Fingerprint) -> WorkRecord? { works[fingerprint] }
  package func form(of fingerprint: Fingerprint) -> String? { nil }
  package func lastFingerprint(of asset: String) -> Fingerprint? { nil }
  package func output(at path: String) -> OutputState { outputs[path] ?? .missing }
  package func hasObject(_ digest: Digest) -> Bool { hasAllObjects || objects.contains(digest) }
  package func digest(ofFile path: String) -> Digest? { files[path] }

  /// Puts results of a node on record and into the store.
  package mutating func keep(_ node: PlanNode, slots: [Int], content: String? = nil) {
    guard let work = node.work else { return }
    var record = works[work.fingerprint] ?? WorkRecord()
    for slot in slots {
      let media = EngineMedia.record(of: node.asset, slot: slot, content: content)
      record.slots[slot] = .kept(media, ServedBy())
      objects.insert(media.digest)
    }
    works[work.fingerprint] = record
  }

  /// Puts outputs of what is on record where they belong.
  package mutating func place(_ node: PlanNode) {
    guard let work = node.work, let record = works[work.fingerprint] else { return }
    for (slot, kept) in record.slots {
      guard let media = kept.media else { continue }
      for output in work.outputs(of: slot, kept, for: node.asset) {
        outputs[output.path] = .recorded(
          OutputRecord(
            path: output.path, asset: node.asset.id.text, fingerprint: work.fingerprint, slot: slot,
            original: media.digest, recipe: output.recipe, digest: media.digest))
      }
    }
  }

  /// Puts a request of an earlier run on record.
  package mutating func open(
    _ node: PlanNode, id: Int64, slots: [Int], _ state: OpenRequest.State, worst: Ticks? = nil,
    brought: Set<Int> = [], host: String? = nil
  ) {
    guard let work = node.work else { return }
    var record = works[work.fingerprint] ?? WorkRecord()
    record.open.append(
      OpenRequest(
        id: id, slots: slots, brought: brought, state: state, worstCost: worst, begun: 0,
        host: host))
    works[work.fingerprint] = record
  }
}

/// Made-up media: the same words give the same bytes.
package enum EngineMedia {
  /// How long every film is that a fake provider makes.
  package static let filmSeconds = 8

  package static func record(of asset: Asset, slot: Int, content: String? = nil) -> MediaRecord {
    let words = content ?? asset.id.text
    return MediaRecord(
      digest: SHA256.digest("\(words)/\(slot)"),
      mediaType: asset.operation.makes == .image ? "image/jpeg" : "video/mp4", byteCount: 1000,
      width: 16, height: 9,
      milliseconds: asset.operation.makes == .image ? nil : filmSeconds * 1000)
  }
}
