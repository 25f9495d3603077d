import ReelBasics

/// HTTP by libcurl on one thread, which starts with the first request, as does libcurl itself.
///
/// A POST reaches a server at most once. libcurl may repeat a GET or a DELETE whose reused connection
/// turns out to be dead.
package final class CurlTransport: HTTPTransport {
  private struct State: Sendable {
    var loop: CurlLoop?
    var isShutDown = false
    /// Ids only grow, so that a late cancellation never meets another request.
    var lastID: UInt64 = 0
    /// The address that was asked last, which as a rule is asked again, by the text it was read from.
    var lastAddress: (text: String, address: HTTPAddress)?
  }

  private let settings: CurlSettings
  private let width: Int
  private let state = Locked(State())
  /// Waiting for the disk would hold up the loop, and the cooperative pool as well.
  private let disk = WorkerThreads(width: 2)

  /// - Parameters:
  ///   - userAgent: the `User-Agent` of every request.
  ///   - maximumConnections: how many requests are under way at most, from 1; the others wait.
  ///   - certificateAuthorities: a PEM file of the authorities that are trusted in the place of the
  ///     system's; certificates are checked all the same.
  ///   - connectionAge: how long a connection may lie idle and be used again, in seconds: servers close
  ///     them without a word, and a request on such a one has to be asked again.
  ///   - makeRoom: asked on the transport's thread, once for each file of an answer that finds the
  ///     disk full; says whether there may be room now.
  package init(
    userAgent: String, maximumConnections: Int, certificateAuthorities: String? = nil,
    connectionAge: Int = 30, makeRoom: @escaping @Sendable () -> Bool = { false }
  ) {
    settings = CurlSettings(
      userAgent: userAgent, certificateAuthorities: certificateAuthorities,
      connectionAge: connectionAge, makeRoom: makeRoom)
    width = max(1, maximumConnections)
  }

  deinit { state.withLock { $0.loop }?.stop() }

  /// Ends every request with `cancelled` and the thread with its connections; blocks until it has
  /// ended. Later requests fail. To be called before the process exits (OpenSSL takes itself down
  /// there, under a thread that still runs), and never from a `progress`.
  package func shutdown() {
    let loop = state.withLock { state in
      state.isShutDown = true
      return state.loop
    }
    loop?.stop()
    loop?.join()
  }

  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let answer = try await perform(request, destination: nil, progress: nil)
    let texts = try await settle(textsOf: answer)
    return HTTPResponse(
      status: answer.head.status, headers: answer.head.headers, body: answer.body,
      isDelimited: answer.head.isDelimited, spilled: texts,
      rawPath: answer.spilled?.raw?.release())
  }

  package func download(
    _ request: HTTPRequest, to path: String, progress: (@Sendable (Int64) -> Void)?
  ) async throws(HTTPError) -> HTTPDownload {
    let answer = try await perform(request, destination: path, progress: progress)
    var digest = answer.file?.digest
    if let file = answer.file {
      if request.syncsDownload || digest == nil {
        digest = try await settle(file, syncs: request.syncsDownload)
      } else {
        _ = file.release()
      }
    }
    return HTTPDownload(
      status: answer.head.status, headers: answer.head.headers,
      byteCount: answer.file?.byteCount ?? 0, digest: digest, errorBody: answer.body,
      isDelimited: answer.head.isDelimited)
  }

  /// Waits until the disk has every text that went to a file; where one fails, all are removed and
  /// the answer as it came is what is left.
  private func settle(textsOf answer: CurlAnswer) async throws(HTTPError) -> [HTTPSpilledText] {
    let spilled = answer.spilled
    var texts: [HTTPSpilledText] = []
    for (index, text) in (spilled?.texts ?? []).enumerated() {
      let digest: Digest
      do throws(HTTPError) {
        digest = try await settle(text.file, syncs: true)
      } catch {
        for text in spilled?.texts.dropFirst(index + 1) ?? [] { text.file.remove() }
        for text in texts { FileStatus.remove(text.path) }
        throw HTTPError(
          error.code, error.message, reach: error.reach, headers: answer.head.headers,
          partial: (spilled?.raw?.release()).map { .file(path: $0) })
      }
      texts.append(
        HTTPSpilledText(
          placeholder: text.placeholder, path: text.file.path, byteCount: text.file.byteCount,
          digest: digest, mediaType: text.mediaType))
    }
    return texts
  }

  private func settle(
    _ file: DownloadFile.Finished, syncs: Bool
  ) async throws(HTTPError) -> Digest {
    do {
      return try await disk.run { try file.settle(syncs: syncs) }
    } catch let error as HTTPError {
      throw error
    } catch {
      throw HTTPError(.internal, "\(error)", reach: .maybeSent)
    }
  }

  private func perform(
    _ request: HTTPRequest, destination: String?, progress: (@Sendable (Int64) -> Void)?
  ) async throws(HTTPError) -> CurlAnswer {
    guard !Task.isCancelled else { throw Self.unsent(.cancelled, "cancelled before it was sent") }
    if let why = CurlLibrary.load() { throw Self.unsent(.libraryMissing, why) }
    let address = try check(request)
    let (loop, id) = try admit()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CurlJob.Continuation) in
        let job = CurlJob(
          id: id, request: request, address: address, destination: destination,
          progress: progress, continuation: continuation)
        guard loop.submit(job) else {
          let error = Self.unsent(.cancelled, "the transport is shut down")
          return continuation.resume(returning: .failure(error))
        }
        // The handler may have run before the loop knew the job; the flag was set before it did.
        if Task.isCancelled { loop.cancel(id) }
      }
    } onCancel: {
      loop.cancel(id)
    }
    return try result.get()
  }

  /// The address of a request that may go out.
  private func check(_ request: HTTPRequest) throws(HTTPError) -> HTTPAddress {
    if let flaw = request.flaw { throw Self.unsent(.invalidRequest, flaw) }
    guard let address = address(of: request.url) else {
      throw Self.unsent(.invalidURL, "the address is no URL that can be asked")
    }
    if let objection = address.objection(allowsPlainHTTP: request.allowsPlainHTTP) {
      throw Self.unsent(objection.code, objection.message)
    }
    return address
  }

  private func address(of text: String) -> HTTPAddress? {
    // By its bytes: texts that look alike may be equal and lead elsewhere.
    if let last = state.withLock({ $0.lastAddress }), last.text.utf8.elementsEqual(text.utf8) {
      return last.address
    }
    guard let address = CurlLibrary.address(text) else { return nil }
    state.withLock { $0.lastAddress = (text, address) }
    return address
  }

  /// The loop, started if need be, and the id of the next request.
  private func admit() throws(HTTPError) -> (loop: CurlLoop, id: UInt64) {
    try state.withLock { state throws(HTTPError) in
      guard !state.isShutDown else {
        throw Self.unsent(.cancelled, "the transport is shut down")
      }
      guard let loop = state.loop ?? CurlLoop(settings, width: width) else {
        throw Self.unsent(.internal, "libcurl gives no handle")
      }
      state.loop = loop
      state.lastID += 1
      return (loop, state.lastID)
    }
  }

  private static func unsent(_ code: HTTPError.Code, _ message: String) -> HTTPError {
    HTTPError(code, message, reach: .nothingSent)
  }
}
