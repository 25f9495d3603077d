import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelHTTP
import ReelManifest
import ReelMedia
import ReelPlan
import ReelProviders
import ReelStore

/// Joins the engine's provider to a provider's requests and answers, the network and the store.
struct ProviderBridge<Asked: Provider>: ProviderPort {
  /// What the manifest's `provider` says of how media are asked for.
  struct Manner: Sendable {
    /// Whether pictures are asked for as jobs.
    var isDeferred = false
    /// Whether the provider is to keep results, so that others can build on them by name.
    var keepsResults = false
  }

  /// How long a provider is to keep a result, in seconds: a week, for chains that wait for a person.
  private static var resultLifetime: Int64 { 604_800 }

  let provider: Asked
  let transport: any HTTPTransport
  let objects: ObjectStore
  let inspector: MediaInspector
  let threads: WorkerThreads
  let manner: Manner
  /// In seconds since 1970.
  let now: @Sendable () -> Int64
  private let handover: InputHandover
  private let uploads: Uploads
  private let keeper: AnswerKeeper

  /// `catalogue` says how large input files may be, `storedFile` the provider's name for bytes that
  /// it still keeps; `now` is in seconds since 1970.
  init(
    provider: Asked, transport: any HTTPTransport, sources: SourceFiles, objects: ObjectStore,
    inspector: MediaInspector, threads: WorkerThreads, catalogue: Catalogue, manner: Manner,
    storedFile: @escaping @Sendable (Digest) -> String?, now: @escaping @Sendable () -> Int64
  ) {
    self.provider = provider
    self.transport = transport
    self.objects = objects
    self.inspector = inspector
    self.threads = threads
    self.manner = manner
    self.now = now
    handover = InputHandover(
      sources: sources, threads: threads, limits: catalogue.files,
      inlineBytesPerRequest: catalogue.inlineBytesPerRequest, takesUploads: provider.takesUploads,
      storedFile: { digest in manner.keepsResults ? storedFile(digest) : nil })
    uploads = Uploads(now: now) { (file: ProviderUpload) async -> UploadAnswer in
      await Self.upload(file, to: provider, by: transport)
    }
    keeper = AnswerKeeper(objects: objects, threads: threads) { provider.blotKey(in: &$0) }
  }

  // MARK: Asking

  /// The body's digest has every file that the request names under its content's digest, not under
  /// the provider's id: that may not be known before the intent is on record, and differs by run.
  func prepare(_ request: WorkRequest) async throws(PreparationError) -> PreparedRequest {
    do {
      let handed = try await handover.hand(request)
      var asked = asked(request, handed.inputs)
      let body = try provider.request(for: asked).body
      let digest = try await digest(of: body)
      let ids = try await handOver(handed.named)
      asked.inputs = asked.inputs.map { $0.named(by: ids) }
      return PreparedRequest(host: provider.host, bodyDigest: digest) { [asked] in
        await submit(asked, stored: handed.storedIDs, timeLimit: request.timeLimit)
      }
    } catch let error as PreparationError {
      throw error
    } catch let failure as SourceFiles.Failure {
      throw PreparationError(failure.message)
    } catch let failure as MediaInspector.Failure {
      throw PreparationError(failure.message)
    } catch {
      throw PreparationError("\(error)")
    }
  }

  private func digest(of body: HTTPBody?) async throws -> Digest {
    // What is small and in memory takes less time than to hand it over.
    if let bytes = body?.bytes, bytes.count <= 1 << 16 { return SHA256.digest(bytes) }
    return try await threads.run { try body?.digest() ?? SHA256.digest("") }
  }

  private func asked(_ request: WorkRequest, _ inputs: [ProviderInput]) -> ProviderRequest {
    let asset = request.asset
    var asked = ProviderRequest(
      operation: asset.operation, model: asset.model, prompt: asset.prompt,
      parameters: asset.parameters, inputs: inputs, count: request.slots.count, extra: asset.extra,
      isDeferred: manner.isDeferred)
    if manner.keepsResults {
      let suffix = asset.operation.makes == .image ? "jpg" : "mp4"
      asked.storage = ProviderRequest.ResultStorage(
        fileName: "reel-\(request.work.fingerprint.digest.short).\(suffix)",
        lifetime: Self.resultLifetime)
    }
    return asked
  }

  /// The provider's ids of what is to be named: of what it keeps, and of what it gets now, which
  /// costs nothing and so needs no record.
  private func handOver(
    _ named: [String: HandedInputs.Named]
  ) async throws(PreparationError) -> [String: String] {
    var ids: [String: String] = [:]
    for (name, file) in named.sorted(by: { $0.key < $1.key }) {
      switch file {
      case .stored(let id): ids[name] = id
      case .upload(let upload):
        switch await uploads.answer(for: upload) {
        case .stored(let file): ids[name] = file.id
        case .refused(let refusal):
          // Of the request itself nothing was said: the next run hands its files over again.
          let isOfFile = refusal.kind == .rejected
          throw PreparationError(
            refusal.message, outcome: isOfFile ? nil : .refused(Self.refusal(refusal)))
        case .failed(let reason, let retryAfter):
          let words = "an input could not be uploaded: \(reason)"
          throw PreparationError(
            words, outcome: .notTaken(reason: words, retryAfter: retryAfter, slowsDown: false))
        }
      }
    }
    return ids
  }

  /// Asks; `stored` are the files that the provider is said to keep.
  private func submit(
    _ asked: ProviderRequest, stored: Set<String>, timeLimit: Duration
  ) async -> SubmitOutcome {
    do {
      var message = try provider.request(for: asked)
      message.spill = keeper.spill
      message.limits.total = min(message.limits.total, timeLimit)
      let outcome = await send(message, for: asked)
      guard case .refused(let refusal) = outcome, refusal.kind == .rejected, !stored.isEmpty,
        refusal.cost ?? .zero == .zero
      else { return outcome }
      // A file may go before its time: once more, with the bytes, tells whether it was that.
      handover.forgotten.withLock { $0.formUnion(stored) }
      return .askOtherwise(
        reason: "a request that names stored results was refused: \(refusal.message)")
    } catch {
      return .notTaken(reason: error.message, retryAfter: nil, slowsDown: false)
    }
  }

  private static func upload(
    _ file: ProviderUpload, to provider: Asked, by transport: any HTTPTransport
  ) async -> UploadAnswer {
    do {
      guard let message = try provider.uploadRequest(for: file) else {
        return .failed(reason: "the provider takes no files", retryAfter: nil)
      }
      return provider.uploadAnswer(
        await result { () throws(HTTPError) in try await transport.send(message) })
    } catch {
      return .failed(reason: error.message, retryAfter: nil)
    }
  }

  private func send(_ message: HTTPRequest, for asked: ProviderRequest) async -> SubmitOutcome {
    let result = await Self.result { () throws(HTTPError) in try await transport.send(message) }
    let outcome: SubmitOutcome
    switch provider.answer(to: asked, result) {
    case .results(let results):
      do {
        outcome = .answered(try await keeper.keep(results, of: result))
      } catch {
        let id = results.requestID.map { " to request \($0)" } ?? ""
        return await unsettled("the answer\(id) came and cannot be kept: \(error.message)", result)
      }
    case .job(let id, let retryAfter): outcome = .job(id: id, retryAfter: retryAfter)
    case .refused(let refusal): outcome = .refused(Self.refusal(refusal))
    case .notTaken(let reason, let retryAfter, let slowsDown):
      outcome = .notTaken(reason: reason, retryAfter: retryAfter, slowsDown: slowsDown)
    case .unsettled(let reason): return await unsettled(reason, result)
    }
    keeper.clear(result)
    return outcome
  }

  /// What the keeper leaves of the answer's files stays: it may be the only copy of what was paid for.
  private func unsettled(
    _ reason: String, _ result: Swift.Result<HTTPResponse, HTTPError>
  ) async -> SubmitOutcome {
    let words = await keeper.setAside(result).map { "; \($0)" }
    return .unsettled(reason: reason + (words ?? ""))
  }

  // MARK: Asking after a job

  func poll(job id: String, timeLimit: Duration) async -> PollOutcome {
    var message: HTTPRequest
    do {
      message = try provider.pollRequest(job: id)
    } catch {
      return .lost(reason: error.message)
    }
    message.spill = keeper.spill
    message.limits.total = min(message.limits.total, timeLimit)
    let asked = message
    let result = await Self.result { () throws(HTTPError) in try await transport.send(asked) }
    defer { keeper.clear(result) }
    switch provider.pollAnswer(job: id, result) {
    case .pending(let progress, let retryAfter, let unknown):
      return .pending(progress: progress, retryAfter: retryAfter, unknown: unknown)
    case .results(let results):
      do {
        return .answered(try await keeper.keep(results, of: result))
      } catch {
        return .unreachable(reason: error.message, retryAfter: nil)
      }
    case .refused(let refusal): return .refused(Self.refusal(refusal))
    case .failed(let reason, let cost): return .failed(reason: reason, cost: cost)
    case .lost(let reason): return .lost(reason: reason)
    case .gone(let reason, let retryAfter): return .gone(reason: reason, retryAfter: retryAfter)
    case .account(let reason): return .account(reason: reason)
    case .unreachable(let reason, let retryAfter):
      return .unreachable(reason: reason, retryAfter: retryAfter)
    }
  }

  // MARK: Words

  private static func refusal(_ refusal: ProviderRefusal) -> Refusal {
    let kind: Refusal.Kind =
      switch refusal.kind {
      case .moderated: .moderated
      case .rejected: .rejected
      case .account: .account
      case .address: .address
      }
    return Refusal(kind: kind, message: refusal.message, cost: refusal.cost)
  }
}
