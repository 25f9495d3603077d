import ReelEngine
import ReelPlan
import ReelStore

/// Joins the engine's records to the database.
struct RecordBridge: RecordPort {
  let database: RecordDatabase

  func begin(_ intent: RequestIntent, replacing old: [Int64]) async throws -> Int64 {
    try await database.begin(intent, replacing: old)
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
