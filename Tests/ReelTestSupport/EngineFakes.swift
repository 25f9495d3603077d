import ReelBasics
package import ReelCatalogue
package import ReelEngine
import ReelManifest
package import ReelPlan

/// A provider that does what it is told to, and says so.
package struct EngineProvider: ProviderPort {
  package let log: EngineLog
  /// What happens while a request is built.
  package var preparing: @Sendable (WorkRequest) async -> Void = { _ in }
  /// What comes of a request; called while it is on the wire.
  package let answer: @Sendable (WorkRequest) async -> SubmitOutcome
  package let polled: @Sendable (String) async -> PollOutcome
  package let fetched: @Sendable (String) async -> FetchOutcome

  package init(
    log: EngineLog,
    answer: @escaping @Sendable (WorkRequest) async -> SubmitOutcome = EngineProvider.obey,
    polled: @escaping @Sendable (String) async -> PollOutcome = { job in
      .answered(ProviderAnswer(items: [.address(job)]))
    },
    fetched: @escaping @Sendable (String) async -> FetchOutcome = { address in
      .kept(
        MediaRecord(
          digest: SHA256.digest(address), mediaType: "image/jpeg", byteCount: 1, width: 1,
          height: 1))
    }
  ) {
    self.log = log
    self.answer = answer
    self.polled = polled
    self.fetched = fetched
  }

  /// Films become jobs, pictures are answered.
  @Sendable package static func obey(_ request: WorkRequest) async -> SubmitOutcome {
    let id = request.asset.id.text
    return request.asset.operation.makes == .video
      ? .job(id: id)
      : .answered(ProviderAnswer(items: request.slots.map { .address("\(id)/\($0)") }))
  }

  package func prepare(
    _ request: WorkRequest
  ) async throws(PreparationError) -> PreparedRequest {
    let id = request.asset.id.text
    do { try log.call("prepare \(id)") } catch { throw PreparationError("it changed") }
    await preparing(request)
    return PreparedRequest(host: "api.test", bodyDigest: SHA256.digest(id)) { [self] in
      log.note("send \(id)")
      log.enter()
      defer { log.leave() }
      return await answer(request)
    }
  }

  package func poll(job id: String, timeLimit: Duration) async -> PollOutcome {
    do { try log.call("poll \(id)") } catch { return .unreachable(reason: "503", retryAfter: nil) }
    return await polled(id)
  }

  package func fetch(
    _ item: ProviderAnswer.Item, medium: Medium, timeLimit: Duration,
    progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    guard case .address(let address) = item else { return .lost(reason: "no address") }
    do { try log.call("fetch \(address)") } catch { return .unreachable(reason: "503") }
    progress(1)
    return await fetched(address)
  }
}

/// Records that only remember what they were told.
package struct EngineRecords: RecordPort {
  package let log: EngineLog

  package init(log: EngineLog) { self.log = log }

  package func begin(
    _ request: WorkRequest, part: Int, _ prepared: PreparedRequest
  ) async throws -> Int64 {
    let number = log.nextRequest()
    try log.call("intent \(number)" + request.replaces.map { " for \($0)" }.joined())
    return number
  }

  package func settle(_ request: Int64, as settlement: RequestSettlement) async throws {
    let word =
      switch settlement {
      case .resent: "resent"
      case .refused: "refused"
      case .notTaken: "not-taken"
      case .unsettled: "unsettled"
      case .job: "job"
      case .answered: "answered"
      case .failed: "failed"
      case .lost: "lost"
      case .collected: "collected"
      }
    try log.call("\(word) \(request)")
  }

  package func keep(
    _ slots: [Int: SlotRecord], of work: Work, request: Int64, collects: Bool
  ) async throws {
    try log.call("keep \(request)" + (collects ? " whole" : ""))
  }
}

/// Outputs that only remember what they were told.
package struct EngineOutputs: OutputPort {
  package let log: EngineLog

  package init(log: EngineLog) { self.log = log }

  package func place(
    _ outputs: [PlannedOutput], of asset: String, work: Work
  ) async throws(PlacementError) {
    do { try log.call("place \(asset)") } catch { throw PlacementError("read-only") }
  }
}
