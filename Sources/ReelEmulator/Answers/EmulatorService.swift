import ReelBasics
import ReelCatalogue

/// Answers requests: checks, then carries out, then delivers.
///
/// Creates go through these stages off the server's thread; everything else is answered at once.
final class EmulatorService: Sendable {
  private let workshop: Workshop
  private let keys: KeyCheck
  private let limit: RateLimit?
  private let answers: CatalogueAnswers
  private let pictures: PictureMaker
  private let films: FilmMaker

  init(workshop: Workshop) {
    self.workshop = workshop
    keys = KeyCheck(required: workshop.options.requiredKey)
    limit = workshop.options.requestsPerSecond.map { RateLimit(rate: $0) }
    answers = CatalogueAnswers(catalogue: workshop.catalogue)
    pictures = PictureMaker(workshop: workshop)
    films = FilmMaker(workshop: workshop)
  }

  /// Takes a whole request; never blocks.
  func handle(_ call: ServerCall) {
    let route = Route(path: call.head.path)
    let response: ServerResponse
    do {
      let (route, body) = try checked(call, route)
      if case .create(let operation) = route {
        create(call, route, operation, body)
        return
      }
      response = try answer(route, call.head)
    } catch {
      response = error.response
    }
    finish(call, route, response)
  }

  // MARK: Checks

  private func checked(
    _ call: ServerCall, _ route: Route?
  ) throws(APIError) -> (Route, [UInt8]) {
    let head = call.head
    try keys.check(head.authorization, isNeeded: route?.needsKey ?? false)
    guard let route else { throw .notFound("The path \(head.path.prefix(200)) is not served.") }
    guard route.methods.contains(head.method) else {
      throw APIError(
        status: 405, code: "method-not-allowed",
        message: "The method \(head.method.prefix(20)) is not allowed here.",
        headers: [("allow", route.methods.joined(separator: ", "))])
    }
    guard let body = call.takeBody() else { throw .tooLarge }
    return (route, body)
  }

  // MARK: Answers at once

  private func answer(_ route: Route, _ head: RequestHead) throws(APIError) -> ServerResponse {
    switch route {
    case .create(let operation): throw .notFound("\(operation.title) is a POST.")
    case .poll(let id): films.poll(id, host: head.host ?? "127.0.0.1")
    case .media(let name): try medium(name)
    case .models: .json(answers.models)
    case .modelList(let medium): .json(answers.list(medium))
    case .model(let medium, let name): .json(try answers.model(medium, name))
    case .key: .json(answers.key(head.authorization))
    case .ledger: .json(workshop.ledger.json)
    case .stats: .json(workshop.counter.stats.json)
    }
  }

  private func medium(_ name: String) throws(APIError) -> ServerResponse {
    switch workshop.media.media(name, now: workshop.timer.now()) {
    case .found(let bytes, let type):
      return ServerResponse(status: 200, type: type.name, body: bytes)
    case .expired:
      throw APIError(
        status: 403, code: "permission-denied", message: "This address has expired.")
    case .unknown:
      throw .notFound("There is nothing at this address, or it is no longer kept.")
    }
  }

  // MARK: Creates

  private func create(_ call: ServerCall, _ route: Route, _ operation: Operation, _ body: [UInt8]) {
    let arrival = workshop.timer.now()
    if operation.makes == .image { workshop.counter.begin(.image) }
    Task(name: operation.title) {
      let exchange = Exchange(
        call: call, route: route, operation: operation, arrival: arrival,
        body: SHA256.digest(body))
      let outcome: Outcome
      do {
        outcome = try await carryOut(exchange, body)
      } catch {
        let refusal =
          error as? APIError
          ?? APIError(status: 500, code: "internal", message: "A defect of the emulator: \(error)")
        outcome = Outcome(response: refusal.response, notBefore: exchange.arrival)
      }
      deliver(outcome, of: exchange)
    }
  }

  private func carryOut(_ exchange: Exchange, _ body: [UInt8]) async throws -> Outcome {
    let fields = try RequestFields(
      contentType: exchange.call.head.contentType, body: body,
      allowsForms: exchange.operation == .editImage)
    let reader = RequestReader(
      catalogue: workshop.catalogue, rules: workshop.rules, reader: workshop.reader,
      resolver: InputResolver(
        media: workshop.media, host: exchange.host, now: exchange.arrival), fields: fields)
    let model =
      try fields.text("model") ?? workshop.catalogue.defaultModel(for: exchange.operation)
    try limit?.admit(model: model, now: exchange.arrival)
    switch exchange.operation.makes {
    case .image:
      let request = try await reader.imageRequest(exchange.operation)
      return try await pictures.make(request, for: exchange)
    case .video:
      return films.start(try await reader.videoRequest(exchange.operation), for: exchange)
    }
  }

  /// Gives the answer when it may be given, and bills with it.
  private func deliver(_ outcome: Outcome, of exchange: Exchange) {
    guard outcome.notBefore <= workshop.timer.now() else {
      workshop.timer.schedule(at: outcome.notBefore) { [self] in give(outcome, of: exchange) }
      return
    }
    give(outcome, of: exchange)
  }

  private func give(_ outcome: Outcome, of exchange: Exchange) {
    let now = workshop.timer.now()
    for name in outcome.media { workshop.media.giveOut(name, now: now) }
    // Before the answer, so that whoever has it sees it counted.
    if exchange.operation.makes == .image { workshop.counter.end(.image) }
    finish(exchange.call, exchange.route, outcome.response) {
      if let bill = outcome.bill { workshop.ledger.add(bill) }
    }
  }

  private func finish(
    _ call: ServerCall, _ route: Route?, _ response: ServerResponse, bill: () -> Void = {}
  ) {
    call.answer(response) {
      workshop.counter.count(path: route?.template ?? "(unknown)", status: response.status)
      bill()
    }
  }
}
