import ReelBasics
import ReelCatalogue

/// Answers requests: checks, then carries out, then has the fault happen, then delivers.
///
/// Creates go through these stages off the server's thread; everything else is answered at once.
final class EmulatorService: Sendable {
  let workshop: Workshop
  private let keys: KeyCheck
  let limit: RateLimit?
  private let catalogue: CatalogueAnswers
  let creator: Creator
  private let polls: PollAnswers
  private let files: FilesAnswers
  private let batches: BatchAnswers

  init(workshop: Workshop) {
    self.workshop = workshop
    keys = KeyCheck(required: workshop.options.requiredKey)
    limit = workshop.options.requestsPerSecond.map { RateLimit(rate: $0) }
    catalogue = CatalogueAnswers(catalogue: workshop.catalogue)
    creator = Creator(workshop: workshop)
    polls = PollAnswers(workshop: workshop)
    files = FilesAnswers(workshop: workshop)
    batches = BatchAnswers(workshop: workshop, creator: creator, batches: BatchStore())
  }

  /// Takes a whole request; never blocks.
  func handle(_ call: ServerCall) {
    let route = Route(path: call.head.path)
    var shape = workshop.options.shape
    do throws(APIError) {
      shape = try self.shape(of: call.head)
      let (route, body) = try checked(call, route)
      if case .create(let operation) = route {
        create(call, route, operation, body, shape)
      } else {
        try answer(call, route, body, shape)
      }
    } catch {
      finish(call, route, error.response(as: shape.errors))
    }
  }

  // MARK: Checks

  private func shape(of head: RequestHead) throws(APIError) -> AnswerShape {
    guard let text = head.shape else { return workshop.options.shape }
    do {
      return try AnswerShape(text)
    } catch {
      throw .invalid("X-Emulator-Shape: \(error)")
    }
  }

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

  private func answer(
    _ call: ServerCall, _ route: Route, _ body: [UInt8], _ shape: AnswerShape
  ) throws(APIError) {
    guard let subject = subject(of: route),
      let fault = try workshop.faults.fault(for: subject, header: call.head.fault)
    else {
      finish(call, route, response(route, call.head, body, shape))
      return
    }
    workshop.counter.count(fault)
    prepare(fault, route)
    let faulty = FaultyAnswer(fault: fault, timer: workshop.timer, now: workshop.wallClock())
    // What happens before any work leaves a job as it is.
    let isBefore = fault.isBeforeWork || fault == .emptyPending
    let right = isBefore ? .json([:]) : response(route, call.head, body, shape)
    let isMedium: Bool = if case .media = route { true } else { false }
    let answer = faulty.answer(right, medium: isMedium ? MediaType(sniffing: right.body) : nil)
    guard faulty.delay > .zero else {
      finish(call, route, answer)
      return
    }
    workshop.timer.schedule(at: workshop.timer.now() + faulty.delay) { [self] in
      finish(call, route, answer)
    }
  }

  /// What the rules see of a request; `nil` where no fault is for it.
  private func subject(of route: Route) -> FaultSubject? {
    switch route {
    case .poll(_, let id):
      let id = AnswerShape.bareID(id)
      return FaultSubject(target: .poll, prompt: workshop.jobs.job(id)?.prompt ?? "", key: id)
    case .media(let name):
      return FaultSubject(
        target: .download, prompt: workshop.media.prompt(of: name) ?? "", key: name)
    case .files(let files):
      return FaultSubject(target: .file, prompt: "", key: "\(files)")
    case .batches(let batches):
      return FaultSubject(target: .batch, prompt: "", key: "\(batches)")
    default: return nil
    }
  }

  /// Changes what is polled or downloaded, where the fault is about that.
  private func prepare(_ fault: Fault, _ route: Route) {
    switch (route, fault) {
    case (.media(let name), .urlExpired(let status, let fetches)):
      workshop.media.limit(
        name, MediaStore.FetchLimit(status: status, fetches: fetches))
    case (.poll(_, let id), .jobFailed(let code, let message, _)):
      workshop.jobs.cutShort(
        AnswerShape.bareID(id), .failure(code: code, message: message))
    case (.poll(_, let id), .jobExpired):
      workshop.jobs.cutShort(AnswerShape.bareID(id), .expired)
    case (.poll(_, let id), .moderated(let moderation)):
      workshop.jobs.cutShort(AnswerShape.bareID(id), .moderated(moderation))
    default: break
    }
  }

  private func response(
    _ route: Route, _ head: RequestHead, _ body: [UInt8], _ shape: AnswerShape
  ) -> ServerResponse {
    do throws(APIError) {
      return try answer(route, head, body, shape)
    } catch {
      return error.response(as: shape.errors)
    }
  }

  private func answer(
    _ route: Route, _ head: RequestHead, _ body: [UInt8], _ shape: AnswerShape
  ) throws(APIError) -> ServerResponse {
    switch route {
    case .create(let operation): throw .notFound("\(operation.title) is a POST.")
    case .poll(let medium, let id):
      polls.poll(id, medium, host: head.host ?? "127.0.0.1", shape: shape)
    case .media(let name): try medium(name)
    case .files(let route): try files.answer(route, head, body: body)
    case .batches(let route): try batches.answer(route, head, body: body)
    case .models: .json(catalogue.models)
    case .modelList(let medium): .json(catalogue.list(medium))
    case .model(let medium, let name): .json(try catalogue.model(medium, name))
    case .key: .json(catalogue.key(head.authorization))
    case .ledger: .json(workshop.ledger.json)
    case .stats: .json(workshop.counter.stats.json)
    }
  }

  private func medium(_ name: String) throws(APIError) -> ServerResponse {
    switch workshop.fetch(name) {
    case .found(let bytes, let type):
      return ServerResponse(status: 200, type: type.name, body: bytes)
    case .expired(let status):
      throw APIError(
        status: status, code: status == 404 ? "not-found" : "permission-denied",
        message: "This address has expired.")
    case .unknown:
      throw .notFound("There is nothing at this address, or it is no longer kept.")
    }
  }

  // MARK: Ends

  /// Gives an answer and counts it; bills before the client can see it.
  func finish(
    _ call: ServerCall, _ route: Route?, _ response: ServerResponse, bill: () -> Void = {}
  ) {
    let path = route?.template ?? "(unknown)"
    switch response.delivery {
    case .never:
      workshop.counter.count(path: path, status: 0)
      bill()
    case .reset:
      call.answer(response) {
        workshop.counter.count(path: path, status: 0)
        bill()
      }
    default:
      call.answer(response) {
        workshop.counter.count(path: path, status: response.status)
        bill()
      }
    }
  }
}
