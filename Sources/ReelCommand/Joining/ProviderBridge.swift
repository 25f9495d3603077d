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
  let provider: Asked
  let transport: any HTTPTransport
  let sources: SourceFiles
  let objects: ObjectStore
  let inspector: MediaInspector
  let threads: WorkerThreads

  // MARK: Asking

  func prepare(_ request: WorkRequest) async throws(PreparationError) -> PreparedRequest {
    do {
      let asked = try await asked(request)
      let message = try provider.request(for: asked)
      let body = message.body
      let digest = try await threads.run { try body?.digest() ?? SHA256.digest("") }
      return PreparedRequest(host: provider.host, bodyDigest: digest) {
        await send(message, for: asked)
      }
    } catch let failure as SourceFiles.Failure {
      throw PreparationError(failure.message)
    } catch {
      throw PreparationError("\(error)")
    }
  }

  private func send(_ message: HTTPRequest, for asked: ProviderRequest) async -> SubmitOutcome {
    let result = await Self.result { () throws(HTTPError) in try await transport.send(message) }
    switch provider.answer(to: asked, result) {
    case .results(let results):
      do {
        return .answered(try await keep(results))
      } catch {
        return .unsettled(reason: "the answer came and cannot be kept: \(error.message)")
      }
    case .job(let id): return .job(id: id)
    case .refused(let refusal): return .refused(Self.refusal(refusal))
    case .notTaken(let reason, let retryAfter, let slowsDown):
      return .notTaken(reason: reason, retryAfter: retryAfter, slowsDown: slowsDown)
    case .unsettled(let reason): return .unsettled(reason: reason)
    }
  }

  private func asked(_ request: WorkRequest) async throws -> ProviderRequest {
    var inputs: [ProviderInput] = []
    for (input, source) in zip(request.asset.inputs, request.work.inputs) {
      inputs.append(
        ProviderInput(
          role: input.role, medium: input.medium, content: try await content(of: source),
          thirds: input.thirds))
    }
    return ProviderRequest(
      operation: request.asset.operation, model: request.asset.model,
      prompt: request.asset.prompt, parameters: request.asset.parameters, inputs: inputs,
      count: request.slots.count, extra: request.asset.extra)
  }

  private func content(of source: InputSource) async throws -> ProviderInput.Content {
    if case .url(let address) = source { return .url(address) }
    guard let path = try await sources.path(of: source) else {
      throw PreparationError("an input has neither file nor address")
    }
    let format = try await threads.run { try MediaInspector.format(of: path) }
    return .file(
      path: path, mediaType: format.mediaType, byteCount: FileStatus.size(of: path) ?? 0)
  }

  // MARK: Asking after a job

  func poll(job id: String) async -> PollOutcome {
    let message: HTTPRequest
    do {
      message = try provider.pollRequest(job: id)
    } catch {
      return .lost(reason: error.message)
    }
    let result = await Self.result { () throws(HTTPError) in try await transport.send(message) }
    switch provider.pollAnswer(job: id, result) {
    case .pending(let progress, let retryAfter):
      return .pending(progress: progress, retryAfter: retryAfter)
    case .results(let results):
      do {
        return .answered(try await keep(results))
      } catch {
        return .unreachable(reason: error.message, retryAfter: nil)
      }
    case .refused(let refusal): return .refused(Self.refusal(refusal))
    case .failed(let reason, let cost): return .failed(reason: reason, cost: cost)
    case .lost(let reason): return .lost(reason: reason)
    case .unreachable(let reason, let retryAfter):
      return .unreachable(reason: reason, retryAfter: retryAfter)
    }
  }

  /// The answer with bytes moved into the store, so that what is recorded of it is small.
  private func keep(_ results: ProviderResults) async throws(StoreError) -> ProviderAnswer {
    var items: [ProviderAnswer.Item] = []
    for item in results.items {
      switch item.content {
      case .address(let address): items.append(.address(address))
      case .moderated: items.append(.moderated)
      case .bytes(let bytes):
        let kept = try? await threads.run { [objects] in
          Swift.Result { () throws(StoreError) in try objects.keep(bytes) }
        }
        guard let kept else { throw StoreError(.io, "a thread for files is missing") }
        items.append(.object(try kept.get()))
      }
    }
    return ProviderAnswer(
      items: items,
      served: ServedBy(
        model: results.model, revisedPrompt: results.items.lazy.compactMap(\.revisedPrompt).first,
        requestID: results.requestID), cost: results.cost)
  }

  // MARK: Fetching

  func fetch(
    _ item: ProviderAnswer.Item, medium: Medium, progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    switch item {
    case .moderated: return .lost(reason: "moderation took it")
    case .object(let digest):
      do {
        return .kept(try await inspector.inspect(objects.path(of: digest), digest, medium: medium))
      } catch {
        return .lost(reason: error.message)
      }
    case .address(let address):
      return await download(address, medium: medium, progress: progress)
    }
  }

  private func download(
    _ address: String, medium: Medium, progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    let message: HTTPRequest
    do {
      message = try provider.downloadRequest(for: address)
    } catch {
      return .lost(reason: error.message)
    }
    let temporary = objects.newTemporaryPath()
    let result = await Self.result { () throws(HTTPError) in
      try await transport.download(message, to: temporary, progress: progress)
    }
    switch result {
    case .failure(let error): return .unreachable(reason: error.message)
    case .success(let download):
      guard let digest = download.digest else {
        // Addresses expire: who says so is believed, all else may pass.
        return [403, 404, 410].contains(download.status)
          ? .lost(reason: "its address answers \(download.status): it has expired")
          : .unreachable(reason: "its address answers \(download.status)")
      }
      return await keep(temporary, digest, medium: medium)
    }
  }

  private func keep(_ temporary: String, _ digest: Digest, medium: Medium) async -> FetchOutcome {
    do {
      let media = try await inspector.inspect(temporary, digest, medium: medium)
      try await threads.run { [objects] in try objects.keep(temporary, as: digest) }
      return .kept(media)
    } catch let failure as MediaInspector.Failure {
      // Kept aside for a person; the address may give better bytes another time.
      _ = try? objects.setAside(temporary)
      return .unreachable(reason: failure.message)
    } catch {
      return .unreachable(reason: "\(error)")
    }
  }

  // MARK: Words

  private static func refusal(_ refusal: ProviderRefusal) -> Refusal {
    let kind: Refusal.Kind =
      switch refusal.kind {
      case .moderated: .moderated
      case .rejected: .rejected
      case .account: .account
      }
    return Refusal(kind: kind, message: refusal.message, cost: refusal.cost)
  }

  private static func result<Success>(
    _ body: () async throws(HTTPError) -> Success
  ) async -> Swift.Result<Success, HTTPError> {
    do throws(HTTPError) {
      return .success(try await body())
    } catch {
      return .failure(error)
    }
  }
}
