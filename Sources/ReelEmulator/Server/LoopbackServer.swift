private import CMicrohttpd
import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An HTTP/1.1 server on 127.0.0.1: one thread of libmicrohttpd that never waits for an answer.
@safe final class LoopbackServer: Sendable {
  /// What the library's thread reaches: the handler and the calls that are open.
  private final class Core: Sendable {
    struct Calls: Sendable {
      var open: [ObjectIdentifier: ServerCall] = [:]
      var isStopping = false
    }
    let bodyCap: Int
    let handle: @Sendable (ServerCall) -> Void
    let calls = Locked(Calls())

    init(bodyCap: Int, handle: @escaping @Sendable (ServerCall) -> Void) {
      self.bodyCap = bodyCap
      self.handle = handle
    }
  }

  private static let connections: UInt32 = 4096
  private static let connectionMemory = 64 * 1024

  private let core: Core
  // The address of the library's server; 0 before the start and after the end.
  private let server = Locked(UInt(0))

  /// - Parameters:
  ///   - bodyCap: the most bytes of a body that are kept.
  ///   - handle: called on the server's thread with every whole request; answers it or has it
  ///     answered later, and never blocks.
  init(bodyCap: Int, handle: @escaping @Sendable (ServerCall) -> Void) {
    core = Core(bodyCap: bodyCap, handle: handle)
  }

  deinit { stop() }

  /// Starts to listen on `port`, or on a free one where it is 0; gives the port.
  func start(port: UInt16) throws(EmulatorError) -> Int {
    var callbacks = Self.callbacks
    var text = [CChar](repeating: 0, count: 200)
    let context = unsafe Unmanaged.passRetained(core).toOpaque()
    let started = unsafe reel_http_start(
      port, Self.connections, Self.connectionMemory, &callbacks, context, &text, text.count)
    guard let started = unsafe started else {
      unsafe Unmanaged<Core>.fromOpaque(context).release()
      let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw EmulatorError(
        "cannot listen on 127.0.0.1:\(port): \(String(decoding: bytes, as: UTF8.self))")
    }
    server.withLock { $0 = UInt(bitPattern: started) }
    return Int(unsafe reel_http_port(started))
  }

  /// Answers what waits with 503, closes all connections and ends the thread. Once is enough.
  func stop() {
    let address = server.withLock { address in
      defer { address = 0 }
      return address
    }
    guard let started = unsafe OpaquePointer(bitPattern: address) else { return }
    let open = core.calls.withLock { calls in
      calls.isStopping = true
      return Array(calls.open.values)
    }
    // The library allows no suspended connection at its end; an answer resumes its connection.
    for call in open {
      call.answer(.stopping)
      call.end()
    }
    waitForAnswers()
    unsafe reel_http_stop(started)
    unsafe Unmanaged.passUnretained(core).release()
  }

  /// Gives the answers a moment to go out: the library's end cuts off what is not sent.
  private func waitForAnswers() {
    for _ in 0..<200 where core.calls.withLock({ !$0.open.isEmpty }) { usleep(2000) }
  }

  // MARK: Callbacks

  private static var callbacks: reel_http_callbacks {
    unsafe reel_http_callbacks(
      begin: { context, connection, method, path in
        let core = unsafe Unmanaged<Core>.fromOpaque(context).takeUnretainedValue()
        let head = unsafe RequestHead(
          method: String(cString: method), path: String(cString: path),
          authorization: LoopbackServer.header("Authorization", connection),
          contentType: LoopbackServer.header("Content-Type", connection),
          host: LoopbackServer.header("Host", connection),
          fault: LoopbackServer.header("X-Emulator-Fault", connection),
          shape: LoopbackServer.header("X-Emulator-Shape", connection),
          arguments: LoopbackServer.arguments(connection))
        let call = ServerCall(head: head, bodyCap: core.bodyCap)
        core.calls.withLock { $0.open[ObjectIdentifier(call)] = call }
        let pending = Pending(core: core, call: call)
        return unsafe Unmanaged.passRetained(pending).toOpaque()
      },
      body: { request, bytes, count in
        let pending = unsafe Unmanaged<Pending>.fromOpaque(request).takeUnretainedValue()
        unsafe pending.call.receive(UnsafeRawBufferPointer(start: bytes, count: count))
      },
      ready: { request, connection in
        let pending = unsafe Unmanaged<Pending>.fromOpaque(request).takeUnretainedValue()
        return unsafe LoopbackServer.ready(pending, connection)
      },
      end: { request in
        let pending = unsafe Unmanaged<Pending>.fromOpaque(request).takeRetainedValue()
        _ = pending.core.calls.withLock {
          $0.open.removeValue(forKey: ObjectIdentifier(pending.call))
        }
      })
  }

  /// What the library holds for a request.
  private final class Pending {
    let core: Core
    let call: ServerCall
    var isHandled = false

    init(core: Core, call: ServerCall) {
      self.core = core
      self.call = call
    }
  }

  private static func ready(_ pending: Pending, _ connection: OpaquePointer) -> Int32 {
    if !pending.isHandled {
      pending.isHandled = true
      if pending.core.calls.withLock({ $0.isStopping }) {
        pending.call.answer(.stopping)
      } else {
        pending.core.handle(pending.call)
      }
    }
    let address = UInt(bitPattern: connection)
    guard let response = pending.call.takeAnswer(orSuspend: { suspend(address) }) else { return 1 }
    if case .reset = response.delivery {
      unsafe reel_http_reset(connection)
      return 0
    }
    return unsafe send(response, connection, pending.call)
  }

  /// Takes a connection out of the loop; gives the way back, to be gone once.
  private static func suspend(_ address: UInt) -> @Sendable () -> Void {
    // Valid: a suspended connection stays until it is resumed.
    if let connection = unsafe OpaquePointer(bitPattern: address) {
      unsafe reel_http_suspend(connection)
    }
    return {
      if let connection = unsafe OpaquePointer(bitPattern: address) {
        unsafe reel_http_resume(connection)
      }
    }
  }

  private static func header(_ name: String, _ connection: OpaquePointer) -> String? {
    guard let value = unsafe reel_http_header(connection, name) else { return nil }
    return unsafe String(cString: value)
  }

  private static func arguments(_ connection: OpaquePointer) -> [String: String] {
    var arguments: [String: String] = [:]
    for name in ["limit", "order", "pagination_token"] {
      guard let value = unsafe reel_http_argument(connection, name) else { continue }
      arguments[name] = unsafe String(cString: value)
    }
    return arguments
  }

  /// What the library holds for a body.
  private final class Outgoing: Sendable {
    let body: ResponseBody
    let connection: UInt

    init(_ body: ResponseBody, _ connection: UInt) {
      self.body = body
      self.connection = connection
    }
  }

  private static func send(
    _ response: ServerResponse, _ connection: OpaquePointer, _ call: ServerCall
  ) -> Int32 {
    let outgoing = Outgoing(ResponseBody(response, call: call), UInt(bitPattern: connection))
    let context = unsafe Unmanaged.passRetained(outgoing).toOpaque()
    let created = unsafe reel_http_response_create(
      UInt64(response.body.count), context,
      { context, position, buffer, count in
        let outgoing = unsafe Unmanaged<Outgoing>.fromOpaque(context).takeUnretainedValue()
        let address = outgoing.connection
        switch outgoing.body.piece(
          from: Int(position), count: count, orSuspend: { LoopbackServer.suspend(address) })
        {
        case .later: return 0
        case .cut: return Int(REEL_HTTP_CUT)
        case .bytes(let range):
          unsafe outgoing.body.bytes.withUnsafeBytes { bytes in
            unsafe UnsafeMutableRawBufferPointer(start: buffer, count: range.count).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: bytes[range]))
          }
          return range.count
        }
      }, { context in unsafe Unmanaged<Outgoing>.fromOpaque(context).release() })
    guard let created = unsafe created else { return 0 }
    for (name, value) in response.headers + [("x-emulator", "1")] {
      unsafe reel_http_response_header(created, name, value)
    }
    return unsafe reel_http_response_send(connection, UInt32(response.status), created)
  }
}
