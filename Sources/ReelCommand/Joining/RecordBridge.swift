import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// Joins the engine's records to the database.
struct RecordBridge: RecordPort {
  let database: RecordDatabase

  func begin(
    _ request: WorkRequest, part: Int, _ prepared: PreparedRequest
  ) async throws -> Int64 {
    try await database.begin(
      RequestIntent(
        fingerprint: request.work.fingerprint, form: request.work.form.text, part: part,
        slots: request.slots, attempt: request.attempt,
        operation: request.asset.operation.rawValue, model: request.asset.model,
        host: prepared.host, bodyDigest: prepared.bodyDigest, worstCost: request.worstCost),
      replacing: request.replaces)
  }

  func settle(_ request: Int64, as settlement: RequestSettlement) async throws {
    try await database.settle(request, as: settlement)
  }

  func keep(
    _ slots: [Int: SlotRecord], of work: Work, request: Int64, collects: Bool
  ) async throws {
    try await database.keep(
      work.fingerprint, form: work.form.text, slots: slots, request: request, collects: collects)
  }
}
