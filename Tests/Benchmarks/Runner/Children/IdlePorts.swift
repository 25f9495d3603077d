import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// A provider whose requests take their time and are nothing else.
final class IdleProvider: ProviderPort {
  private let time: Duration
  private let running = Locked((now: 0, most: 0))

  init(time: Duration) { self.time = time }

  /// How many requests were under way at once, at most.
  var most: Int { running.withLock(\.most) }

  func prepare(_ request: WorkRequest) async throws(PreparationError) -> PreparedRequest {
    let slots = request.slots
    let digest = request.work.fingerprint.digest
    return PreparedRequest(host: "nobody", bodyDigest: digest) { [self] in
      running.withLock { running in
        running.now += 1
        running.most = max(running.most, running.now)
      }
      if time > .zero { try? await Task.sleep(for: time, tolerance: .microseconds(500)) }
      running.withLock { $0.now -= 1 }
      return .answered(ProviderAnswer(items: slots.map { _ in .object(digest) }))
    }
  }

  func poll(job id: String, timeLimit: Duration) async -> PollOutcome {
    .lost(reason: "there are no jobs")
  }

  func fetch(
    _ item: ProviderAnswer.Item, medium: Medium, timeLimit: Duration,
    progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    guard case .object(let digest) = item else { return .lost(reason: "there are no addresses") }
    return .kept(
      MediaRecord(digest: digest, mediaType: "image/jpeg", byteCount: 1, width: 1, height: 1))
  }
}

/// Records that forget everything.
final class IdleRecords: RecordPort {
  private let last = Locked(Int64(0))

  func begin(
    _ request: WorkRequest, part: Int, _ prepared: PreparedRequest
  ) async throws -> Int64 {
    last.withLock { last in
      last += 1
      return last
    }
  }

  func settle(_ request: Int64, as settlement: RequestSettlement) async throws {}

  func keep(
    _ slots: [Int: SlotRecord], of work: Work, request: Int64, collects: Bool
  ) async throws {}
}

/// Outputs that nobody writes.
struct IdleOutputs: OutputPort {
  func place(
    _ outputs: [PlannedOutput], of asset: String, work: Work
  ) async throws(PlacementError) {}
}

/// A state in which nothing was ever done.
struct NothingOnRecord: PlanFacts {
  func work(_ fingerprint: Fingerprint) -> WorkRecord? { nil }
  func form(of fingerprint: Fingerprint) -> String? { nil }
  func lastFingerprint(of asset: String) -> Fingerprint? { nil }
  func output(at path: String) -> OutputState { .missing }
  // What a run keeps is there.
  func hasObject(_ digest: Digest) -> Bool { true }
  func digest(ofFile path: String) -> Digest? { nil }
}
