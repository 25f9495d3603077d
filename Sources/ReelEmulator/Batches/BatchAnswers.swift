import ReelBasics
import ReelCatalogue

/// Answers requests of the Batch API, and works batches off.
struct BatchAnswers: Sendable {
  let workshop: Workshop
  let creator: Creator
  let batches: BatchStore

  private static let pageSize = 100
  private static let lines = 50_000

  /// The answer to a request with a method that the route takes.
  func answer(
    _ route: BatchesRoute, _ head: RequestHead, body: [UInt8]
  ) throws(APIError) -> ServerResponse {
    switch route {
    case .all where head.method == "POST": return .json(try create(head, body))
    case .all: return try list("batches", batches.all.map(\.json), head)
    case .one(let id): return .json(try batch(id).json)
    case .requests(let id) where head.method == "POST":
      return .json(try add(try fields(head, body), to: id, head))
    case .requests(let id):
      return try list("batch_request_metadata", try batch(id).items.map(\.metadata), head)
    case .results(let id):
      return try list("results", try batch(id).items.compactMap(\.result), head)
    case .cancel(let id):
      let now = workshop.wallClock()
      _ = batches.change(id) { $0.cancel(at: now, because: nil) }
      return .json(try batch(id).json)
    }
  }

  // MARK: Requests

  private func create(_ head: RequestHead, _ body: [UInt8]) throws(APIError) -> JSONValue {
    let fields = try fields(head, body)
    guard let name = try fields.text("name") else {
      throw .schema("missing field `name`", in: fields.end)
    }
    let input = try fields.text("input_file_id")
    let id = "batch_\(workshop.identity.requestID(body: SHA256.digest(body)))"
    var batch = Batch(id: id, name: name, created: workshop.wallClock(), inputFile: input)
    var places: [Int] = []
    if let input { places = try read(input, into: &batch) }
    batches.add(batch)
    if batch.cancelled == nil { work(on: places, of: batch, head) }
    return batch.json
  }

  /// Reads the items of an input file; one line that is wrong cancels the whole batch.
  private func read(_ input: String, into batch: inout Batch) throws(APIError) -> [Int] {
    guard let file = workshop.files.file(input, now: workshop.timer.now()) else {
      throw .invalid("The file \(input.prefix(100)) does not exist.")
    }
    let lines = file.bytes.split(separator: UInt8(ascii: "\n")).filter { line in
      line.contains { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: " ") }
    }
    guard lines.count <= Self.lines else {
      throw .invalid("The input file has more than \(Self.lines) lines.")
    }
    let items = lines.map { BatchItem(line: $0) }
    let places = batch.add(items.compactMap { $0 })
    if let wrong = items.firstIndex(where: { $0 == nil }) {
      batch.cancel(
        at: workshop.wallClock(), because: "Line \(wrong + 1) of the input file is invalid.")
    }
    return places
  }

  private func add(
    _ fields: RequestFields, to id: String, _ head: RequestHead
  ) throws(APIError) -> JSONValue {
    guard let values = fields["batch_requests"]?.elements else {
      throw .schema("missing field `batch_requests`", in: fields.end)
    }
    var items: [BatchItem] = []
    for value in values { items.append(try BatchItem(value, end: fields.end)) }
    let batch = try batch(id)
    guard batch.cancelled == nil else { throw .invalid("The batch is cancelled.") }
    guard batch.inputFile == nil else {
      throw .invalid("A batch with an input file is sealed: nothing can be added.")
    }
    let places = batches.change(id) { $0.add(items) } ?? []
    work(on: places, of: batch, head)
    return try self.batch(id).json
  }

  // MARK: Work

  /// Works items off one after another, once the latency of their media is over.
  private func work(on places: [Int], of batch: Batch, _ head: RequestHead) {
    guard !places.isEmpty else { return }
    let id = batch.id
    let arrival = workshop.timer.now()
    let latency = max(workshop.options.imageLatency, workshop.options.videoLatency)
    let host = head.host ?? "127.0.0.1"
    let work = { @Sendable [self] in
      _ = Task(name: "batch \(id)") {
        for place in places { await carryOut(place, of: id, arrival: arrival, host: host) }
      }
    }
    if latency > .zero { workshop.timer.schedule(at: arrival + latency, work) } else { work() }
  }

  private func carryOut(_ place: Int, of id: String, arrival: Duration, host: String) async {
    guard let item = batches.batch(id)?.items[place], case .pending = item.state else { return }
    let order = WorkOrder(
      arrival: arrival, body: SHA256.digest(item.body), host: host, shape: AnswerShape(),
      isBatch: true)
    let state: BatchItem.State
    var bill: Bill?
    do {
      let fields = try RequestFields(json: item.body, isStrict: workshop.rules.isStrict)
      let made = try await creator.make(item.operation, fields, order)
      for name in made.media { workshop.media.giveOut(name, now: workshop.timer.now()) }
      state = .success(.object(made.answer))
      bill = made.bill
    } catch {
      let refusal = error as? APIError
      state = .error(code: refusal?.code ?? "internal", message: refusal?.message ?? "\(error)")
    }
    settle(place, of: id, state, bill)
  }

  private func settle(_ place: Int, of id: String, _ state: BatchItem.State, _ bill: Bill?) {
    _ = batches.change(id) { batch in
      // Cancelled while it was made: nothing is handed out or billed.
      guard case .pending = batch.items[place].state else { return }
      batch.items[place].state = state
      guard let bill else { return }
      batch.costs[batch.items[place].kind, default: .zero] += bill.cost
      // Under the lock: nobody sees the result before it is billed.
      workshop.ledger.add(bill)
    }
  }

  // MARK: Parts

  private func batch(_ id: String) throws(APIError) -> Batch {
    guard let batch = batches.batch(id) else {
      throw .notFound("The batch \(id.prefix(100)) does not exist.")
    }
    return batch
  }

  private func fields(_ head: RequestHead, _ body: [UInt8]) throws(APIError) -> RequestFields {
    try RequestFields(
      contentType: head.contentType, body: body, allowsForms: false,
      isStrict: workshop.rules.isStrict)
  }

  private func list(
    _ key: String, _ all: [JSONValue], _ head: RequestHead
  ) throws(APIError) -> ServerResponse {
    let limit = try PageOf<JSONValue>.limit(head.arguments, most: Self.pageSize)
    let page = PageOf(all, limit: limit, token: head.arguments["pagination_token"])
    return .json([
      key: .array(Array(page.elements)),
      "pagination_token": page.next.map { .string($0) } ?? .null,
    ])
  }
}
