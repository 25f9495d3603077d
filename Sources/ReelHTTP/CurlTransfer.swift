import ReelBasics

/// One job on the loop's thread: what it sends, what it has received, and what its end means.
final class CurlTransfer {
  /// What follows when libcurl is done.
  enum Ending {
    case finished(Result<CurlAnswer, HTTPError>)
    /// A redirect: the same again, for the new address.
    case redirected
  }

  /// What is kept of answers other than 2xx: to downloads, and to all else.
  private static let downloadErrorLimit = 64 << 10
  private static let errorLimit = 1 << 20
  /// Bodies below this go out with the head.
  static let smallBodyLimit: Int64 = 16 << 10
  /// More is not reserved on the word of a server.
  private static let reserveLimit: Int64 = 16 << 20
  /// All that goes along to another server.
  private static let harmlessHeaders = ["Accept", "Accept-Encoding", "Accept-Language", "Range"]

  let job: CurlJob
  /// The handle of the hop that is under way.
  private(set) var easy: CurlEasy
  private let source: BodySource?
  private var file: DownloadFile?
  private var address: HTTPAddress
  private var headers: HTTPHeaders
  private var hops = 0
  private var elapsed = Duration.zero
  private var head: HTTPResponseHead
  private var body: [UInt8] = []
  /// What takes the body of a 2xx answer, where the request wants long texts in files.
  private var spilling: SpillingAnswer?
  private var bodyByteCount: Int64 = 0
  /// The bytes that were on the connection, a tunnel's, when it was ready and the request about to go out;
  /// `nil` before.
  private var byteCountAtBegin: Int?
  /// Whether the body's end was kept back.
  private var isWithheld = false
  /// Why a callback stopped the transfer.
  private var fault: BodyFault?

  private let makeRoom: @Sendable () -> Bool

  /// Opens and creates the files that the job needs; `makeRoom` is asked where the disk is full.
  init(_ job: CurlJob, makeRoom: @escaping @Sendable () -> Bool) throws(HTTPError) {
    guard let easy = CurlEasy() else {
      throw HTTPError(.internal, "libcurl gives no handle", reach: .nothingSent)
    }
    do throws(BodyFault) {
      if let body = job.request.body { source = try BodySource(body) } else { source = nil }
    } catch {
      throw HTTPError(error.code, error.message, reach: .nothingSent)
    }
    if let path = job.destination { file = try DownloadFile(path: path, reliefs: [makeRoom]) }
    self.makeRoom = makeRoom
    self.job = job
    self.easy = easy
    address = job.address
    headers = job.request.headers
    head = HTTPResponseHead(limit: job.request.limits.maximumHeaderBytes)
  }

  /// Sets the handle for the hop that is next, a redirect's being new; why that fails, or `nil`.
  func prepare(_ settings: CurlSettings) -> HTTPError? {
    head = HTTPResponseHead(limit: job.request.limits.maximumHeaderBytes)
    body = []
    spilling = nil
    bodyByteCount = 0
    let remaining = job.request.limits.total - elapsed
    guard remaining > .zero else { return error(.timedOut, "no time is left for the redirect") }
    let bodyByteCount = job.request.body?.byteCount ?? 0
    let options = CurlOptions(
      id: job.id, address: address, method: job.request.method, headerLines: headerLines,
      bodyByteCount: bodyByteCount,
      smallBody: bodyByteCount < Self.smallBodyLimit ? job.request.body?.bytes : nil,
      settings: settings, limits: job.request.limits, remaining: remaining,
      isDownload: job.destination != nil)
    if hops > 0 {
      guard let next = CurlEasy() else { return error(.internal, "libcurl gives no handle") }
      easy = next
      byteCountAtBegin = nil
    }
    return easy.configure(options, for: self).map { error(.internal, "libcurl refuses: \($0)") }
  }

  private var headerLines: [String] {
    // "Name;" is libcurl's spelling of an empty value; "Name:" would take the field away, as is
    // wanted for the type that it gives to every POST.
    var lines = headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    if job.request.method == .post, headers["Content-Type"] == nil { lines.append("Content-Type:") }
    return lines
  }

  /// A connection is ready and the request about to go out; says whether it may.
  ///
  /// libcurl sends a request again where a connection that was used before breaks. One that may cost
  /// money goes out once, whatever libcurl knows of the first time: its count has no bytes that found
  /// no room in the socket at first.
  func begin() -> Bool {
    if byteCountAtBegin != nil, job.request.method == .post {
      fault = BodyFault(code: .reset, message: "the connection broke (no answer had begun)")
      return false
    }
    byteCountAtBegin = easy.requestByteCount
    return true
  }

  /// Puts the next bytes of the body into `buffer`: their number, 0 at the end, `nil` to abort.
  func sendBody(_ buffer: UnsafeMutableRawBufferPointer) -> Int? {
    do throws(BodyFault) {
      return try unsafe source?.read(into: buffer) ?? 0
    } catch {
      fault = error
      isWithheld = true
      return nil
    }
  }

  /// Takes a line of the head or a trailer; says whether to go on.
  func receiveHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    easy.allowReuse()
    if head.add(unsafe Array(line)) { return true }
    fault = BodyFault(
      code: .tooLarge, message: "the answer's headers are larger than \(head.limit) bytes")
    return false
  }

  /// Takes a piece of the body; says whether to go on.
  func receiveBody(_ piece: UnsafeRawBufferPointer) -> Bool {
    let limit = job.request.limits.maximumBodyBytes
    bodyByteCount += Int64(piece.count)
    guard bodyByteCount <= limit else {
      fault = BodyFault(code: .tooLarge, message: "the answer is larger than \(limit) bytes")
      return false
    }
    let isGood = (200...299).contains(head.status)
    if isGood, file == nil, let policy = job.request.spill {
      return unsafe receiveSpilling(piece, policy)
    }
    guard isGood else {
      let limit = file == nil ? Self.errorLimit : Self.downloadErrorLimit
      unsafe body.append(contentsOf: piece.prefix(limit - body.count))
      return true
    }
    guard let file else {
      if body.isEmpty, let expected = head.contentLength, expected > 0 {
        body.reserveCapacity(Int(min(expected, limit, Self.reserveLimit)))
      }
      unsafe body.append(contentsOf: piece)
      return true
    }
    do throws(BodyFault) {
      try unsafe file.write(piece)
    } catch {
      fault = error
      // At once: on a full disk its room may be what another one needs.
      self.file = nil
      return false
    }
    job.progress?(bodyByteCount)
    return true
  }

  private func receiveSpilling(_ piece: UnsafeRawBufferPointer, _ policy: HTTPSpill) -> Bool {
    let spilling = self.spilling ?? SpillingAnswer(policy, makeRoom: makeRoom)
    self.spilling = spilling
    do throws(BodyFault) {
      try unsafe spilling.add(piece)
      return true
    } catch {
      fault = error
      spilling.dropTexts()
      return false
    }
  }

  /// What it means that libcurl is done with this hop.
  func end(_ verdict: CurlVerdict) -> Ending {
    elapsed += easy.elapsed
    if let fault { return .finished(.failure(error(fault.code, fault.message))) }
    guard verdict == .complete else { return .finished(.failure(failure(verdict))) }
    guard head.isComplete, head.status >= 200 else {
      return .finished(.failure(error(.cutShort, "the answer ended inside its headers")))
    }
    do throws(HTTPError) {
      if try followRedirect() { return .redirected }
    } catch {
      return .finished(.failure(error))
    }
    let isStored = (200...299).contains(head.status)
    let spilled = spilling?.finish()
    let answer = CurlAnswer(
      head: head, body: spilled?.body ?? body, file: isStored ? file?.finish() : nil,
      spilled: spilled)
    return .finished(.success(answer))
  }

  /// Removes files that were not finished, so that they are gone before anybody hears of the end.
  func discard() {
    file = nil
    spilling = nil
  }

  /// The error of a transfer that is ended from our side.
  func cancelled(_ message: String) -> HTTPError { error(.cancelled, message) }

  /// The error of a transfer that libcurl does not take.
  func broken() -> HTTPError { error(.internal, "libcurl's multi interface fails") }

  private func followRedirect() throws(HTTPError) -> Bool {
    let limit = job.request.followedRedirects
    guard limit > 0, [301, 302, 303, 307, 308].contains(head.status),
      let location = head.headers["Location"]
    else { return false }
    guard hops < limit else {
      throw error(.redirectRefused, "it redirects more than \(limit) times")
    }
    let next = try address.redirect(
      to: location, allowsPlainHTTP: job.request.allowsPlainHTTP)
    if !next.hasSameOrigin(as: address) { headers = headers.only(Self.harmlessHeaders) }
    address = next
    hops += 1
    return true
  }

  private func failure(_ verdict: CurlVerdict) -> HTTPError {
    let detail = easy.detail.isEmpty ? "no reason is known" : easy.detail
    switch verdict {
    case .timedOut where !easy.wasConnected:
      return error(.timedOut, "no connection in time (\(detail))")
    case .timedOut where elapsed + .milliseconds(20) < job.request.limits.total:
      return error(.stalled, "the transfer stalled (\(detail))")
    case .timedOut: return error(.timedOut, "no complete answer in time (\(detail))")
    // A proxy that gives no tunnel is to libcurl a connection that broke.
    case .failed(.reset) where !easy.wasConnected:
      return error(.connectionFailed, "no connection (\(detail))")
    case .failed(.reset): return error(.reset, "the connection broke (\(detail))")
    case .failed(let code): return error(code, detail)
    case .complete, .stoppedByUs: return error(.internal, "the transfer stopped (\(detail))")
    }
  }

  private func error(_ code: HTTPError.Code, _ message: String) -> HTTPError {
    HTTPError(
      code, "\(address.host): \(message)", reach: reach, headers: head.headers,
      partial: spilling?.finishPartial())
  }

  /// Nothing was sent only where every trace says so: no earlier hop, no answer begun, libcurl never past the
  /// handing over of the request (its first bytes may wait there for room), and no byte on the connection
  /// since the request was about to go out. Where it never was, those that asked a proxy for a tunnel may be.
  private var reach: HTTPError.Reach {
    if isWithheld { return .withheld }
    let isUntouched =
      byteCountAtBegin.map { easy.requestByteCount == $0 }
      ?? (easy.requestByteCount == 0 || sentForTunnelOnly)
    return hops == 0 && head.byteCount == 0 && !easy.wasConnected && isUntouched
      ? .nothingSent : .maybeSent
  }

  /// Whether bytes that went out before the request was about to were for a proxy's tunnel, which only
  /// https goes through. Believed of a request with a body alone: whatever they were, no server has the
  /// whole of it.
  private var sentForTunnelOnly: Bool {
    address.scheme == "https" && (job.request.body?.byteCount ?? 0) > 0
  }
}
