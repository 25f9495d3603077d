import ReelBasics
import ReelCatalogue

/// Reads creates and carries them out: for requests by themselves and for those of batches.
struct Creator: Sendable {
  let workshop: Workshop
  let pictures: PictureMaker
  let films: FilmMaker

  init(workshop: Workshop) {
    self.workshop = workshop
    pictures = PictureMaker(workshop: workshop)
    films = FilmMaker(workshop: workshop)
  }

  /// Carries a request out while its caller waits, whatever it makes.
  func make(
    _ operation: Operation, _ fields: RequestFields, _ order: WorkOrder
  ) async throws -> Made {
    let reader = reader(fields, order)
    switch operation.makes {
    case .image:
      let id = workshop.identity.requestID(body: order.body)
      return try await pictures.make(
        try await reader.imageRequest(operation), for: order, id: id)
    case .video:
      return try await films.make(try await reader.videoRequest(operation), for: order)
    }
  }

  /// Carries a request out as far as its answer needs it, with the fault that it meets.
  func outcome(
    _ operation: Operation, _ fields: RequestFields, _ order: WorkOrder, header: String?
  ) async throws -> Outcome {
    let reader = reader(fields, order)
    switch operation.makes {
    case .image:
      let request = try await reader.imageRequest(operation)
      let order = try faulty(order, operation, request.prompt, header)
      if let fault = order.fault, fault.isBeforeWork { return nothing(of: order, fault) }
      return try await outcome(request, order)
    case .video:
      let request = try await reader.videoRequest(operation)
      let order = try faulty(order, request.operation, request.prompt, header)
      if let fault = order.fault, fault.isBeforeWork { return nothing(of: order, fault) }
      let (id, bill) = films.start(request, for: order)
      return started(id, bill, order)
    }
  }

  // MARK: Outcomes

  private func outcome(_ request: ImageRequest, _ order: WorkOrder) async throws -> Outcome {
    if request.isDeferred {
      let (id, bill) = pictures.start(request, for: order)
      return started(id, bill, order)
    }
    let id = workshop.identity.requestID(body: order.body)
    let due = order.arrival + workshop.options.imageLatency
    do {
      let made = try await pictures.make(request, for: order, id: id)
      let answer = order.shape.pictures(made.answer, prompt: request.prompt)
      return Outcome(
        response: .json(.object(answer), headers: [("x-request-id", id)]), bill: made.bill,
        media: made.media, notBefore: due, fault: order.fault)
    } catch let moderated as Moderated {
      return Outcome(
        response: moderated.error.response(as: order.shape.errors), bill: moderated.bill,
        notBefore: due, fault: order.fault)
    }
  }

  private func started(_ id: String, _ bill: Bill?, _ order: WorkOrder) -> Outcome {
    // As polls do, it says when it is worth asking: who obeys does not wait in vain.
    let wait = min(max(workshop.options.videoLatency, .milliseconds(20)), .seconds(5))
    let milliseconds = String(Int((wait / .milliseconds(1)).rounded(.up)))
    return Outcome(
      response: .json(
        order.shape.started(id), headers: [("x-request-id", id), ("retry-after-ms", milliseconds)]),
      bill: bill, job: id, notBefore: order.arrival, fault: order.fault)
  }

  private func nothing(of order: WorkOrder, _ fault: Fault) -> Outcome {
    Outcome(response: .json([:]), notBefore: order.arrival, fault: fault)
  }

  // MARK: Parts

  private func reader(_ fields: RequestFields, _ order: WorkOrder) -> RequestReader {
    RequestReader(
      catalogue: workshop.catalogue, rules: workshop.rules, reader: workshop.reader,
      resolver: InputResolver(
        media: workshop.media, files: workshop.files, host: order.host, now: order.arrival),
      fields: fields)
  }

  private func faulty(
    _ order: WorkOrder, _ operation: Operation, _ prompt: String, _ header: String?
  ) throws(APIError) -> WorkOrder {
    var order = order
    order.fault = try workshop.faults.fault(
      for: FaultSubject(
        target: .create(operation), prompt: prompt, key: "\(operation.rawValue)\n\(prompt)"),
      header: header)
    return order
  }
}
