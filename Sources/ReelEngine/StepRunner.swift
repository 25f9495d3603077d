import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// Performs steps. The order of writes stands here, and here only: intent, request, answer, objects,
/// result, output; each durable before the next.
struct StepRunner<Provider: ProviderPort, Records: RecordPort, Outputs: OutputPort>: Sendable {
  let provider: Provider
  let records: Records
  let outputs: Outputs
  let progress: @Sendable (PartID, Int64) -> Void

  func perform(_ step: Step) async -> StepOutcome {
    switch step {
    case .submit(let part, let request): await submit(part, request)
    case .poll(let part, let request, let job): await poll(part, request: request, job: job)
    case .fetch(let part, let request, let work, let slots, let answer, let medium):
      await fetch(
        part, request: request, work: work, slots: slots, answer: answer, medium: medium)
    case .place(let node, let asset, let work, let planned):
      await place(planned, node: node, asset: asset, work: work)
    }
  }

  private func submit(_ part: PartID, _ request: WorkRequest) async -> StepOutcome {
    let prepared: PreparedRequest
    do {
      prepared = try await provider.prepare(request)
    } catch {
      return .submitted(
        part, request: nil,
        error.outcome.map { .sent($0) } ?? .unprepared(reason: error.message))
    }
    let number: Int64
    do {
      number = try await records.begin(
        intent(part, request, prepared), replacing: request.replaces)
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
    return .submitted(part, request: number, .sent(outcome))
  }

  private func poll(_ part: PartID, request: Int64, job: String) async -> StepOutcome {
    let outcome = await provider.poll(job: job)
    do {
      switch outcome {
      case .pending, .unreachable, .account: break
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

  private func fetch(
    _ part: PartID, request: Int64, work: Work, slots: [Int], answer: ProviderAnswer,
    medium: Medium
  ) async -> StepOutcome {
    var result = FetchResult()
    for (index, (slot, item)) in zip(slots, answer.items).enumerated() where result.unkept == nil {
      if item == .moderated {
        result.kept[slot] = .moderated
        continue
      }
      switch await provider.fetch(item, medium: medium, progress: { progress(part, $0) }) {
      case .kept(let media): result.kept[slot] = .kept(media, answer.served(item: index))
      case .unreachable(let reason): result.unreachable = reason
      case .lost(let reason): result.lost = reason
      case .unkept(let reason): result.unkept = reason
      }
    }
    do {
      let isWhole = result.unreachable == nil && result.lost == nil && result.unkept == nil
      if !result.kept.isEmpty || isWhole {
        try await records.keep(result.kept, of: work, request: request, collects: isWhole)
      }
      if result.unreachable == nil, result.unkept == nil, let reason = result.lost {
        try await records.settle(request, as: .lost(reason: reason))
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
    // Who made it is on record; what builds on it needs the bytes alone.
    result.kept = result.kept.mapValues(\.withoutMaker)
    return .fetched(part, result)
  }

  private func place(
    _ planned: [PlannedOutput], node: Int, asset: String, work: Work
  ) async -> StepOutcome {
    do {
      try await outputs.place(planned, of: asset, work: work)
      return .placed(node: node, failure: nil)
    } catch {
      return .placed(node: node, failure: error.message)
    }
  }

  // MARK: What is recorded

  private func intent(
    _ part: PartID, _ request: WorkRequest, _ prepared: PreparedRequest
  ) -> RequestIntent {
    RequestIntent(
      fingerprint: request.work.fingerprint, form: request.work.form.text,
      part: part.index, slots: request.slots,
      attempt: request.attempt, operation: request.asset.operation.rawValue,
      model: request.asset.model, host: prepared.host, bodyDigest: prepared.bodyDigest,
      worstCost: request.worstCost)
  }

  private static func settlement(_ outcome: SubmitOutcome) -> RequestSettlement {
    switch outcome {
    case .answered(let answer): .answered(answer)
    case .job(let id, _): .job(id: id)
    case .refused(let refusal): .refused(refusal)
    case .notTaken(let reason, _, _): .notTaken(reason: reason)
    case .unsettled(let reason): .unsettled(reason: reason)
    }
  }

  /// What must not be lost when the records fail: it goes to standard error.
  private static func known(_ outcome: SubmitOutcome) -> String {
    switch outcome {
    case .answered(let answer):
      "the provider answered request \(answer.served.requestID ?? "without an id")"
    case .job(let id, _): "the provider started job \(id)"
    case .refused(let refusal): "the provider refused: \(refusal.message)"
    case .notTaken(let reason, _, _): "the provider did not take the request: \(reason)"
    case .unsettled(let reason): "the answer never came: \(reason)"
    }
  }
}
