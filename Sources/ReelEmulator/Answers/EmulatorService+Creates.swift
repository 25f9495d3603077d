import ReelBasics
import ReelCatalogue

extension EmulatorService {
  /// Has a create carried out; never blocks.
  func create(
    _ call: ServerCall, _ route: Route, _ operation: Operation, _ body: [UInt8],
    _ shape: AnswerShape
  ) {
    let arrival = workshop.timer.now()
    if operation.makes == .image { workshop.counter.begin(.image) }
    Task(name: operation.title) {
      let order = WorkOrder(
        arrival: arrival, body: SHA256.digest(body), host: call.head.host ?? "127.0.0.1",
        shape: shape)
      let exchange = Exchange(call: call, route: route, operation: operation, order: order)
      do {
        deliver(try await carryOut(exchange, body), of: exchange)
      } catch {
        let refusal =
          error as? APIError
          ?? APIError(status: 500, code: "internal", message: "A defect of the emulator: \(error)")
        deliver(
          Outcome(response: refusal.response(as: shape.errors), notBefore: arrival), of: exchange)
      }
    }
  }

  private func carryOut(_ exchange: Exchange, _ body: [UInt8]) async throws -> Outcome {
    let head = exchange.call.head
    let isStrict = workshop.rules.isStrict
    let fields = try RequestFields(
      contentType: head.contentType, body: body,
      allowsForms: exchange.operation == .editImage && !isStrict, isStrict: isStrict)
    let model =
      try fields.text("model") ?? workshop.catalogue.defaultModel(for: exchange.operation)
    try limit?.admit(model: model, now: exchange.order.arrival)
    return try await creator.outcome(
      exchange.operation, fields, exchange.order, header: head.fault)
  }

  /// Gives the answer when it may be given, with what its fault makes of it, and bills with it.
  private func deliver(_ right: Outcome, of exchange: Exchange) {
    var outcome = right
    if let fault = outcome.fault {
      workshop.counter.count(fault)
      let faulty = FaultyAnswer(fault: fault, timer: workshop.timer, now: workshop.wallClock())
      if fault != .emptyPending { outcome.response = faulty.answer(outcome.response) }
      outcome.notBefore += faulty.delay
    }
    let due = outcome
    guard due.notBefore <= workshop.timer.now() else {
      workshop.timer.schedule(at: due.notBefore) { [self] in give(due, of: exchange) }
      return
    }
    give(due, of: exchange)
  }

  private func give(_ outcome: Outcome, of exchange: Exchange) {
    let now = workshop.timer.now()
    for name in outcome.media { workshop.media.giveOut(name, now: now) }
    // Before the answer, so that whoever has it sees it counted.
    if exchange.operation.makes == .image { workshop.counter.end(.image) }
    if let job = outcome.job, outcome.fault?.losesTheAnswer == true {
      workshop.jobs.orphan(job)
      if exchange.operation.makes == .video { workshop.counter.end(.video) }
    }
    finish(exchange.call, exchange.route, outcome.response) {
      if let bill = outcome.bill { workshop.ledger.add(bill) }
    }
  }
}
