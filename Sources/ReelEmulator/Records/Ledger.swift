package import ReelBasics

/// Something that a provider would have billed.
package struct LedgerEntry: Sendable, Hashable {
  /// Counts from 1 without a gap.
  package let sequence: Int
  /// When it was billed: milliseconds since 1970.
  package let time: Int64
  /// The raw value of the operation, as `generate-image`.
  package let operation: String
  /// The model that served.
  package let model: String
  package let prompt: String
  /// The id of the job; of a picture request, the one in `x-request-id`.
  package let requestID: String
  package let cost: Ticks
  /// The digest of the request's body as it came.
  package let body: Digest

  /// The entry as `GET /_emulator/ledger` and the ledger file write it.
  package var json: JSONValue {
    // Milliseconds by themselves: a fraction of a Double is cut off one too low at times.
    let seconds = UTCTime(time / 1000).rfc3339
    let moment = "\(seconds.dropLast()).\(String(1000 + time % 1000).dropFirst())Z"
    return [
      "sequence": .int(Int64(sequence)), "time": .string(moment),
      "operation": .string(operation), "model": .string(model), "prompt": .string(prompt),
      "request_id": .string(requestID), "cost_in_usd_ticks": .int(cost.count),
      "body_sha256": .string(body.hex),
    ]
  }
}

/// What is to be billed, before it has its place in the ledger.
struct Bill: Sendable {
  let operation: String
  let model: String
  let prompt: String
  let requestID: String
  let cost: Ticks
  let body: Digest
}

/// Everything billed, in order; in memory, and line by line in a file where there is one.
final class Ledger: Sendable {
  private struct State: Sendable {
    var entries: [LedgerEntry] = []
    var total = Ticks.zero
  }

  private let state = Locked(State())
  private let file: LedgerFile?
  private let wallClock: @Sendable () -> Int64

  /// A ledger that appends to the file at `path`, where there is one, and takes its times from a
  /// clock of milliseconds since 1970.
  init(path: String?, wallClock: @escaping @Sendable () -> Int64) throws(EmulatorError) {
    if let path { file = try LedgerFile(path: path) } else { file = nil }
    self.wallClock = wallClock
  }

  /// Writes a bill down; in the file it stands when this returns.
  func add(_ bill: Bill) {
    let time = wallClock()
    // One line is written under the lock, so that file and memory have one order.
    state.withLock { state in
      let entry = LedgerEntry(
        sequence: state.entries.count + 1, time: time, operation: bill.operation,
        model: bill.model, prompt: bill.prompt, requestID: bill.requestID, cost: bill.cost,
        body: bill.body)
      state.entries.append(entry)
      state.total += bill.cost
      file?.append(entry.json)
    }
  }

  var entries: [LedgerEntry] { state.withLock { $0.entries } }

  /// The answer to `GET /_emulator/ledger`.
  var json: JSONValue {
    let (entries, total) = state.withLock { ($0.entries, $0.total) }
    return [
      "entries": .array(entries.map(\.json)), "total_cost_in_usd_ticks": .int(total.count),
    ]
  }
}
