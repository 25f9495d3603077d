import ReelEngine
import ReelPlan
import ReelStore

/// Joins the engine's records to the database.
struct RecordBridge: RecordPort {
  let database: RecordDatabase

  func begin(_ intent: RequestIntent) async throws -> Int64 { try await database.begin(intent) }

  func settle(_ request: Int64, as settlement: RequestSettlement) async throws {
    try await database.settle(request, as: settlement)
  }

  func keep(_ slots: [Int: SlotRecord], of work: Work, request: Int64) async throws {
    try await database.keep(
      work.fingerprint, form: work.form.text, slots: slots, request: request)
  }
}
