private import CCurl

/// What libcurl says without a transfer. Only this file and that of `CurlMulti` see its C interface.
enum CurlLibrary {
  /// Loads libcurl when first called; why it cannot be used, or `nil`.
  static func load() -> String? {
    guard let text = unsafe reel_curl_load() else { return nil }
    return unsafe String(cString: text)
  }

  /// The address that a text writes; `nil` where it is no URL with a host, or names a user.
  static func address(_ text: String, relativeTo base: HTTPAddress? = nil) -> HTTPAddress? {
    guard load() == nil, let url = unsafe reel_curl_url() else { return nil }
    defer { unsafe reel_curl_url_cleanup(url) }
    func set(_ text: String, _ flags: Int32) -> Bool {
      unsafe reel_curl_url_set(url, CURLUPART_URL, text, UInt32(flags | CURLU_DISALLOW_USER))
        == CURLUE_OK
    }
    func get(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
      guard let text = unsafe reel_curl_url_get(url, part, UInt32(flags)) else { return nil }
      defer { unsafe reel_curl_free(text) }
      return unsafe String(cString: text)
    }
    if let base {
      // Servers write spaces and other raw bytes into Location; those are encoded.
      guard set(base.url, 0), set(text, Int32(CURLU_URLENCODE)) else { return nil }
    } else {
      guard !text.utf8.contains(0), set(text, 0) else { return nil }
    }
    guard let scheme = get(CURLUPART_SCHEME), let host = get(CURLUPART_HOST), !host.isEmpty,
      let port = get(CURLUPART_PORT, CURLU_DEFAULT_PORT).flatMap({ Int($0) }),
      let whole = get(CURLUPART_URL)
    else { return nil }
    return HTTPAddress(url: whole, scheme: scheme.lowercased(), host: host, port: port)
  }
}

/// How libcurl says that a transfer ended.
enum CurlVerdict: Equatable {
  case complete
  /// One of our own callbacks refused to go on.
  case stoppedByUs
  /// Too long or too slow.
  case timedOut
  case failed(HTTPError.Code)

  init(curlCode: UInt32) {
    switch CURLcode(curlCode) {
    case CURLE_OK: self = .complete
    case CURLE_WRITE_ERROR, CURLE_ABORTED_BY_CALLBACK: self = .stoppedByUs
    case CURLE_OPERATION_TIMEDOUT: self = .timedOut
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .failed(.nameNotResolved)
    case CURLE_COULDNT_CONNECT, CURLE_PROXY: self = .failed(.connectionFailed)
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
      self = .failed(.tlsFailed)
    // SEND_FAIL_REWIND is libcurl wanting to repeat a request whose body it had begun to send.
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_SEND_FAIL_REWIND, CURLE_HTTP2,
      CURLE_HTTP2_STREAM, CURLE_HTTP3:
      self = .failed(.reset)
    case CURLE_PARTIAL_FILE: self = .failed(.cutShort)
    case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_UNSUPPORTED_PROTOCOL:
      self = .failed(.malformed)
    // Up to 8.5 libcurl calls a header line of more than 100 KB lack of memory, later TOO_LARGE (100).
    case CURLE_FILESIZE_EXCEEDED, CURLE_OUT_OF_MEMORY, CURLcode(rawValue: 100):
      self = .failed(.tooLarge)
    case CURLE_URL_MALFORMAT: self = .failed(.invalidURL)
    default: self = .failed(.internal)
    }
  }
}

/// One easy handle for one hop; only ever touched by the thread of its loop.
///
/// None is used again: libcurl 7.88 refuses a buffer size where HTTP/2 left the old buffer behind, and
/// a failed handle may keep something of its failure.
@safe final class CurlEasy {
  let handle: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private var lines: UnsafeMutablePointer<curl_slist>?
  private var code = CURLE_OK

  init?() {
    guard let handle = unsafe reel_curl_easy_init() else { return nil }
    unsafe self.handle = handle
    unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    unsafe reel_curl_easy_cleanup(handle)
    unsafe reel_curl_list_free(lines)
    unsafe errorText.deallocate()
  }

  /// Sets everything, once. The handle keeps no hold on `transfer`: whoever has both takes the
  /// handle out of its multi handle before the transfer goes.
  ///
  /// - Returns: why libcurl refuses; `nil` where it does not.
  func configure(_ options: CurlOptions, for transfer: CurlTransfer) -> String? {
    unsafe set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
    unsafe set(CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: UInt(options.id)))
    setConnection(options)
    setLimits(options)
    setRequest(options)
    unsafe setCallbacks(Unmanaged.passUnretained(transfer).toOpaque())
    return code == CURLE_OK ? nil : unsafe String(cString: reel_curl_easy_text(code))
  }

  /// Bytes of requests that went to the connection, over all attempts; those that ask a proxy for a
  /// tunnel are among them.
  var requestByteCount: Int { unsafe reel_curl_get_long(handle, CURLINFO_REQUEST_SIZE) }

  /// Whether name, connection and TLS were done and a request handed over, be it to libcurl's own buffer; it
  /// stays so when libcurl begins anew.
  var wasConnected: Bool { unsafe reel_curl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T) > 0 }

  /// An answer has begun: others may use the connection after this one.
  func allowReuse() { set(CURLOPT_FORBID_REUSE, 0) }

  /// How long the hop has taken.
  var elapsed: Duration {
    .microseconds(Int64(unsafe reel_curl_get_offset(handle, CURLINFO_TOTAL_TIME_T)))
  }

  /// libcurl's own words about what failed; may be empty.
  var detail: String { unsafe String(cString: errorText) }

  private func setConnection(_ options: CurlOptions) {
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_TCP_NODELAY, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_MAXAGE_CONN, options.settings.connectionAge)
    // libcurl 7.88 keeps a connection on which a send failed, and half a request may be on it.
    set(CURLOPT_FORBID_REUSE, 1)
    // A hanging name server must hold up neither a cancelled transfer nor the others.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    if let file = options.settings.certificateAuthorities { set(CURLOPT_CAINFO, file) }
    // Downloads by the large piece. Answers and bodies come many at once, mostly small, and what their
    // buffers took stays with the run: 16 KB is also the size of TLS's records.
    if options.isDownload { set(CURLOPT_BUFFERSIZE, 256 << 10) }
    if options.bodyByteCount < CurlTransfer.smallBodyLimit {
      set(CURLOPT_UPLOAD_BUFFERSIZE, 16 << 10)
    }
    // Bulk is as fast over HTTP/1.1 and shares no window; never HTTP/2 without TLS (reuse fails).
    set(
      CURLOPT_HTTP_VERSION,
      Int(options.isDownload ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS))
    let waits = options.method == .post && options.address.scheme == "https"
    set(CURLOPT_PIPEWAIT, waits ? 1 : 0)
    // libcurl reads the proxy variables itself, but would send loopback there too.
    if options.address.isLoopback { set(CURLOPT_PROXY, "") }
    // What a proxy says to being asked for a tunnel is no answer of the server.
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // Seekless bodies are never repeated, but a POST without a body has none to stop libcurl from
    // repeating it: it never meets a stale connection.
    if options.method == .post, options.bodyByteCount == 0 { set(CURLOPT_FRESH_CONNECT, 1) }
  }

  private func setLimits(_ options: CurlOptions) {
    func milliseconds(_ duration: Duration) -> Int {
      Int(min(max(duration / .milliseconds(1), 1), Double(Int32.max)))
    }
    set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.limits.connect))
    set(CURLOPT_TIMEOUT_MS, milliseconds(options.remaining))
    if let low = options.limits.lowSpeed {
      set(CURLOPT_LOW_SPEED_LIMIT, max(1, low.bytesPerSecond))
      set(CURLOPT_LOW_SPEED_TIME, (milliseconds(low.duration) + 999) / 1000)
    }
    setOffset(CURLOPT_MAXFILESIZE_LARGE, max(1, options.limits.maximumBodyBytes))
  }

  private func setRequest(_ options: CurlOptions) {
    set(CURLOPT_URL, options.address.url)
    set(CURLOPT_USERAGENT, options.settings.userAgent)
    switch options.method {
    case .get: set(CURLOPT_HTTPGET, 1)
    case .delete: set(CURLOPT_CUSTOMREQUEST, "DELETE")
    case .post:
      set(CURLOPT_POST, 1)
      setOffset(CURLOPT_POSTFIELDSIZE_LARGE, options.bodyByteCount)
      // One packet where libcurl would send the head by itself first. It can repeat such a body: what
      // keeps it from that is that a request begins once.
      if let body = options.smallBody, !body.isEmpty {
        keep(
          unsafe body.withUnsafeBytes { bytes in
            unsafe reel_curl_set_body(handle, bytes.baseAddress)
          })
      }
    }
    // Without the empty Expect, larger bodies wait a second for a 100 that few servers send.
    // Media gain nothing by a coding. Nor is any undone: a header that names one where there is none, as
    // some that stand between write it, would cost the answer.
    for line in ["Expect:", "Accept-Encoding: identity"] + options.headerLines {
      guard let longer = unsafe reel_curl_list_append(lines, line) else {
        code = CURLE_OUT_OF_MEMORY
        return
      }
      unsafe lines = longer
    }
    keep(unsafe reel_curl_set_list(handle, CURLOPT_HTTPHEADER, lines))
  }

  private func setCallbacks(_ context: UnsafeMutableRawPointer) {
    keep(
      unsafe reel_curl_set_read(
        handle,
        { buffer, size, count, context in
          guard let buffer = unsafe buffer, let transfer = unsafe transfer(context),
            let done = unsafe transfer.sendBody(
              UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
          else { return Int(CURL_READFUNC_ABORT) }
          return done
        }, context))
    keep(
      unsafe reel_curl_set_prerequest(
        handle,
        { context, _, _, _, _ in
          unsafe transfer(context)?.begin() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }, context))
    // libcurl repeats a POST whose connection broke, unless it cannot go back in the body.
    keep(unsafe reel_curl_set_seek(handle, { _, _, _ in CURL_SEEKFUNC_FAIL }, context))
    keep(
      unsafe reel_curl_set_header(
        handle,
        { bytes, size, count, context in
          let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
          let isTaken = unsafe transfer(context)?.receiveHeader(line) == true
          return isTaken ? size * count : Int(CURL_WRITEFUNC_ERROR)
        }, context))
    keep(
      unsafe reel_curl_set_write(
        handle,
        { bytes, size, count, context in
          let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
          let isTaken = unsafe transfer(context)?.receiveBody(piece) == true
          return isTaken ? size * count : Int(CURL_WRITEFUNC_ERROR)
        }, context))
  }

  private func set(_ option: CURLoption, _ value: Int) {
    keep(unsafe reel_curl_set_long(handle, option, value))
  }

  private func setOffset(_ option: CURLoption, _ value: Int64) {
    keep(unsafe reel_curl_set_offset(handle, option, curl_off_t(value)))
  }

  private func set(_ option: CURLoption, _ value: String) {
    keep(unsafe reel_curl_set_text(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
    keep(unsafe reel_curl_set_pointer(handle, option, value))
  }

  /// Keeps the first failure.
  private func keep(_ result: CURLcode) {
    if code == CURLE_OK { code = result }
  }
}

/// The transfer behind a callback's context.
private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
  guard let context = unsafe context else { return nil }
  return unsafe Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
}
