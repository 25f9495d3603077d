import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// Performs steps. The order of writes stands here, and here only: intent, request, answer, objects,
/// result, output; each durable before the next.
///
/// A class, as every task of a step holds it.
package final class StepRunner<
  Provider: ProviderPort, Records: RecordPort, Outputs: OutputPort
>: Sendable {
  let provider: Provider
  let records: Records
  let outputs: Outputs
  let progress: @Sendable (PartID, Int64) -> Void

  /// `progress` is told of the bytes that fetches have brought so far.
  package init(
    provider: Provider, records: Records, outputs: Outputs,
    progress: @escaping @Sendable (PartID, Int64) -> Void
  ) {
    self.provider = provider
    self.records = records
    self.outputs = outputs
    self.progress = progress
  }

  /// Performs a step, to its end.
  package func perform(_ step: Step) async -> StepOutcome {
    switch step {
    case .prepare(let part, let request): await prepare(part, request)
    case .submit(let part, let request, let prepared): await submit(part, request, prepared)
    case .poll(let part, let request, let job, let timeLimit, let believesGone):
      await poll(
        part, request: request, job: job, timeLimit: timeLimit, believesGone: believesGone)
    case .fetch(let part, let wanted): await fetch(part, wanted)
    case .place(let node, let asset, let work, let planned):
      await place(planned, node: node, asset: asset, work: work)
    }
  }

  private func prepare(_ part: PartID, _ request: WorkRequest) async -> StepOutcome {
    do throws(PreparationError) {
      return .prepared(part, request, .success(try await provider.prepare(request)))
    } catch {
      return .prepared(part, request, .failure(error))
    }
  }

  private func submit(
    _ part: PartID, _ request: WorkRequest, _ prepared: PreparedRequest
  ) async -> StepOutcome {
    let number: Int64
    do {
      number = try await records.begin(request, part: part.index, prepared)
    } catch {
      return .broken(part, wasSent: false, message: "nothing was sent: \(error)")
    }
    let outcome = await prepared.send()
    do {
      try await records.settle(number, as: Self.settlement(outcome))
    } catch {
      return .broken(
        part, wasSent: true,
        message: "\(Self.known(outcome)); it could not be recorded: \(error)")
    }
    return .submitted(part, request: number, outcome)
  }

  private func poll(
    _ part: PartID, request: Int64, job: String, timeLimit: Duration, believesGone: Bool
  ) async -> StepOutcome {
    var outcome = await provider.poll(job: job, timeLimit: timeLimit)
    if believesGone, case .gone(let reason, _) = outcome { outcome = .lost(reason: reason) }
    do {
      switch outcome {
      case .pending, .unreachable, .gone, .account: break
      case .answered(let answer): try await records.settle(request, as: .answered(answer))
      case .refused(let refusal): try await records.settle(request, as: .refused(refusal))
      case .failed(let reason, let cost):
        try await records.settle(request, as: .failed(reason: reason, cost: cost))
      case .lost(let reason): try await records.settle(request, as: .lost(reason: reason))
      }
    } catch {
      return .broken(
        part, wasSent: true, message: "job \(job) is done; it could not be recorded: \(error)")
    }
    return .polled(part, outcome)
  }

  private func fetch(_ part: PartID, _ wanted: ResultRequest) async -> StepOutcome {
    var result = FetchResult()
    let answer = wanted.answer
    for (index, (slot, item)) in zip(wanted.slots, answer.items).enumerated()
    where result.unkept == nil {
      if item == .moderated {
        result.kept[slot] = .moderated
        continue
      }
      let outcome = await provider.fetch(
        item, medium: wanted.medium, timeLimit: wanted.timeLimit,
        progress: { [progress] in progress(part, $0) })
      switch outcome {
      case .kept(let media):
        var served = answer.served(item: index)
        served.model = served.model ?? wanted.work.model
        result.kept[slot] = .kept(media, served)
      case .gone(let reason, _) where wanted.nearlyLost.contains(slot): result.lost = reason
      case .gone(let reason, let retryAfter):
        result.gone.insert(slot)
        result.miss(reason, retryAfter)
      case .unreachable(let reason, let retryAfter): result.miss(reason, retryAfter)
      case .lost(let reason): result.lost = reason
      case .unkept(let reason): result.unkept = reason
      }
    }
    do {
      let isWhole = result.unreachable == nil && result.lost == nil && result.unkept == nil
      if !result.kept.isEmpty || isWhole {
        try await records.keep(
          result.kept, of: wanted.work, request: wanted.request, collects: isWhole)
      }
      if result.unreachable == nil, result.unkept == nil, let reason = result.lost {
        try await records.settle(wanted.request, as: .lost(reason: reason))
      }
    } catch {
      return .broken(
        part, wasSent: true,
        message: "results are in the store; they could not be recorded: \(error)")
    }
    if let reason = result.unkept {
      return .broken(
        part, wasSent: true,
        message: "a result cannot be kept; the answer is on record, and the next run fetches it: "
          + reason)
    }
    // The rest is on record, and what builds on it needs no more.
    let model = wanted.work.model
    for slot in wanted.slots {
      if let record = result.kept[slot] {
        result.kept[slot] = record.withModelAlone(sharing: model)
      }
    }
    return .fetched(part, result)
  }

  private func place(
    _ planned: [PlannedOutput], node: Int, asset: String, work: Work
  ) async -> StepOutcome {
    do {
      try await outputs.place(planned, of: asset, work: work)
      return .placed(node: node, failure: nil)
    } catch {
      return .placed(node: node, failure: error)
    }
  }

  // MARK: What is recorded

  private static func settlement(_ outcome: SubmitOutcome) -> RequestSettlement {
    switch outcome {
    case .answered(let answer): .answered(answer)
    case .job(let id, _): .job(id: id)
    case .refused(let refusal): .refused(refusal)
    case .notTaken(let reason, _, _), .askOtherwise(let reason): .notTaken(reason: reason)
    case .unsettled(let reason): .unsettled(reason: reason)
    }
  }

  /// What must not be lost when the records fail: it goes to standard error.
  private static func known(_ outcome: SubmitOutcome) -> String {
    switch outcome {
    case .answered(let answer):
      "the provider answered request \(answer.served.requestID ?? "without an id") with "
        + answer.items.prefix(mostNamed).map(handle).joined(separator: ", ")
    case .job(let id, _): "the provider started job \(id)"
    case .refused(let refusal): "the provider refused: \(refusal.message)"
    case .notTaken(let reason, _, _), .askOtherwise(let reason):
      "the provider did not take the request: \(reason)"
    case .unsettled(let reason): "the answer never came: \(reason)"
    }
  }

  /// So many results, and so much of an address, are said at most.
  private static var mostNamed: Int { 10 }
  private static var longestName: Int { 2000 }

  /// By what a person gets at a result.
  private static func handle(_ item: ProviderAnswer.Item) -> String {
    switch item {
    case .address(let address): String(address.prefix(longestName))
    case .object(let digest): "object \(digest.hex)"
    case .moderated: "nothing, as moderation took it"
    case .unreadable(let reason): "nothing that can be read: \(reason)"
    }
  }
}
