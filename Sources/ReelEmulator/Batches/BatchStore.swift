import ReelBasics

/// All batches of an emulator.
final class BatchStore: Sendable {
  private struct State: Sendable {
    var batches: [String: Batch] = [:]
    var order: [String] = []
  }

  private let state = Locked(State())

  /// Adds a batch.
  func add(_ batch: Batch) {
    state.withLock { state in
      state.batches[batch.id] = batch
      state.order.append(batch.id)
    }
  }

  /// The batch of an id.
  func batch(_ id: String) -> Batch? { state.withLock { $0.batches[id] } }

  /// All batches, the newest first.
  var all: [Batch] {
    state.withLock { state in state.order.reversed().compactMap { state.batches[$0] } }
  }

  /// Changes a batch; `nil` where there is none.
  func change<Result, Failure: Error>(
    _ id: String, _ body: (inout Batch) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    try state.withLock { state throws(Failure) in
      guard var batch = state.batches[id] else { return nil }
      // Taken out, so that it is not copied as it changes.
      state.batches[id] = nil
      defer { state.batches[id] = batch }
      return try body(&batch)
    }
  }
}
