package import ReelPlan

/// The records, as the engine sees them. What a call has recorded is durable when it returns.
package protocol RecordPort: Sendable {
  /// Records that a request, which is such a part of its work, is about to be sent; gives its number. Of
  /// the requests that it is sent in place of, those still open end with it, in one step.
  func begin(_ request: WorkRequest, part: Int, _ prepared: PreparedRequest) async throws -> Int64

  /// Records what became of a request.
  func settle(_ request: Int64, as settlement: RequestSettlement) async throws

  /// Records results that are in the store; `collects` where they are all that the request brings,
  /// which ends it in the same step.
  func keep(
    _ slots: [Int: SlotRecord], of work: Work, request: Int64, collects: Bool
  ) async throws
}

/// The output directory, as the engine sees it.
package protocol OutputPort: Sendable {
  /// Writes outputs from the store, each whole or not at all, and records them.
  ///
  /// - Throws: a `PlacementError` in words for people.
  func place(_ outputs: [PlannedOutput], of asset: String, work: Work) async throws(PlacementError)
}

/// Why an output could not be written.
package struct PlacementError: Error, Sendable {
  package let message: String
  /// Whether the bytes are nowhere any more, and only a request can bring others.
  package let isLost: Bool

  package init(_ message: String, isLost: Bool = false) {
    self.message = message
    self.isLost = isLost
  }
}
