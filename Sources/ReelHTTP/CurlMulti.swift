private import CCurl

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A multi handle with its connections, and what it waits for. Everything but `wake` belongs to the
/// thread of its loop.
@safe final class CurlMulti: Sendable {
  /// What libcurl asks for in its callbacks: it may not be called from there.
  private final class Wishes {
    let sockets: SocketWatch
    /// When it wants to be called again, in milliseconds of the system's clock.
    var due: Int64?

    init(sockets: SocketWatch) { self.sockets = sockets }
  }

  // Only libcurl uses what it points to.
  private nonisolated(unsafe) let handle: UnsafeMutableRawPointer
  // Of its fields only the watch's `wake` is for other threads.
  private nonisolated(unsafe) let wishes: Wishes

  /// - Parameter idleConnections: how many are kept for later.
  init?(idleConnections: Int) {
    guard let sockets = SocketWatch(), let handle = unsafe reel_curl_multi_init() else {
      return nil
    }
    unsafe self.handle = handle
    unsafe wishes = Wishes(sockets: sockets)
    _ = unsafe reel_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, idleConnections)
    _ = unsafe reel_curl_multi_set_long(handle, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    _ = unsafe reel_curl_multi_set_long(handle, CURLMOPT_MAX_CONCURRENT_STREAMS, 256)
    let context = unsafe Unmanaged.passUnretained(wishes).toOpaque()
    _ = unsafe reel_curl_multi_set_sockets(
      handle,
      { _, socket, wanted, context, _ in
        unsafe CurlMulti.wishes(context)?.sockets.watch(
          socket, reads: wanted == CURL_POLL_IN || wanted == CURL_POLL_INOUT,
          writes: wanted == CURL_POLL_OUT || wanted == CURL_POLL_INOUT)
        return 0
      }, context)
    _ = unsafe reel_curl_multi_set_timer(
      handle,
      { _, milliseconds, context in
        unsafe CurlMulti.wishes(context)?.due =
          milliseconds < 0 ? nil : CurlMulti.now + Int64(milliseconds)
        return 0
      }, context)
  }

  deinit { _ = unsafe reel_curl_multi_cleanup(handle) }

  /// Starts a configured handle; says whether libcurl takes it.
  func add(_ easy: CurlEasy) -> Bool { unsafe reel_curl_multi_add(handle, easy.handle) == CURLM_OK }

  /// Ends a handle, wherever it is; no callback runs after this.
  func remove(_ easy: CurlEasy) { _ = unsafe reel_curl_multi_remove(handle, easy.handle) }

  /// Does what is due, transfers that are new among it; says whether libcurl is well.
  func doWhatIsDue() -> Bool {
    guard let due = unsafe wishes.due, due <= Self.now else { return true }
    unsafe wishes.due = nil
    return unsafe reel_curl_multi_act(handle, CURL_SOCKET_BAD, 0) == CURLM_OK
  }

  /// Waits until something can be done or is due, for a wake-up, or so long at most, and does what can be
  /// done; says whether libcurl is well.
  func wait(upTo most: Duration) -> Bool {
    let most = Int64(most / .milliseconds(1))
    let pause = unsafe wishes.due.map { min(max($0 - Self.now, 0), most) } ?? most
    guard let ready = unsafe wishes.sockets.wait(milliseconds: Int32(pause)) else { return false }
    for event in ready {
      var events: Int32 = 0
      if event.canRead { events |= CURL_CSELECT_IN }
      if event.canWrite { events |= CURL_CSELECT_OUT }
      if event.hasFailed { events |= CURL_CSELECT_ERR }
      guard unsafe reel_curl_multi_act(handle, event.socket, events) == CURLM_OK else {
        return false
      }
    }
    return true
  }

  /// Ends a wait, the current one or the next. Any thread.
  func wake() { unsafe wishes.sockets.wake() }

  /// The next transfer that ended.
  func nextEnded() -> (id: UInt64, verdict: CurlVerdict)? {
    var code = CURLE_OK
    guard let easy = unsafe reel_curl_multi_next_ended(handle, &code) else { return nil }
    let id = unsafe UInt64(UInt(bitPattern: reel_curl_get_pointer(easy, CURLINFO_PRIVATE)))
    return (id, CurlVerdict(curlCode: code.rawValue))
  }

  private static func wishes(_ context: UnsafeMutableRawPointer?) -> Wishes? {
    guard let context = unsafe context else { return nil }
    return unsafe Unmanaged<Wishes>.fromOpaque(context).takeUnretainedValue()
  }

  private static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
