import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A server on 127.0.0.1 that does to each connection exactly what a script says, proper or not.
package final class LoopbackServer: Sendable {
  /// One step of a script. A connection ends with its script, by an orderly close.
  package enum Action: Sendable {
    /// Reads a whole request, as its Content-Length says, and records it. The script ends where none
    /// comes any more.
    case readRequest
    /// Reads a request's head only, and no byte past it.
    case readHead
    /// Reads the body that belongs to the head read before, and records the whole.
    case readBody
    /// Does something on the server's thread.
    case run(@Sendable () -> Void)
    case send([UInt8])
    /// Sends the bytes one by one with a pause between them.
    case drip([UInt8], milliseconds: Int32)
    /// Does nothing until the client goes away or the server stops.
    case stall
    /// Breaks the connection off: the client sees a reset.
    case reset
  }

  /// A request that arrived whole.
  package struct Request: Sendable {
    /// The connection that it came on, from 0.
    package let connection: Int
    /// Request line and headers.
    package let head: String
    package let body: [UInt8]
  }

  private struct State: Sendable {
    var requests: [Request] = []
    var open: Set<Int32> = []
    var connections = 0
    var threads = 0
    var stops = false
  }

  package let port: UInt16
  /// Every whole request as it arrives, for one reader.
  package let arrivals: AsyncStream<Request>
  private let arrived: AsyncStream<Request>.Continuation
  private let listener: Int32
  private let script: @Sendable (Int) -> [Action]
  private let state = Locked(State())
  private let threadEnded = ThreadSemaphore()

  /// Listens at once.
  ///
  /// - Parameter script: the steps for a connection, by its number from 0.
  package init(_ script: @escaping @Sendable (_ connection: Int) -> [Action]) {
    self.script = script
    (arrivals, arrived) = AsyncStream.makeStream()
    (listener, port) = Self.listen()
    state.withLock { $0.threads = 1 }
    start { server in server.acceptAll() }
  }

  /// `http://127.0.0.1:PORT` and the path.
  package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

  /// The requests that arrived whole, in their order.
  package var requests: [Request] { state.withLock { $0.requests } }

  /// How many connections there have been.
  package var connectionCount: Int { state.withLock { $0.connections } }

  /// Ends every connection; returns when no thread and no descriptor is left.
  package func stop() {
    let threads = state.withLock { state in
      state.stops = true
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
      defer { state.threads = 0 }
      return state.threads
    }
    for _ in 0..<threads { threadEnded.wait() }
  }

  /// The bytes of an answer with a Content-Length.
  package static func answer(
    _ status: Int = 200, _ body: String = "", headers: [String] = []
  ) -> [UInt8] {
    let lines = ["HTTP/1.1 \(status) Text", "Content-Length: \(body.utf8.count)"] + headers
    return Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
  }

  /// A script that answers every request of a connection the same.
  package static func always(_ answer: [UInt8], times: Int = 1000) -> [Action] {
    Array(repeating: [.readRequest, .send(answer)], count: times).flatMap { $0 }
  }

  /// Starts a thread that is counted already.
  private func start(_ body: @escaping @Sendable (LoopbackServer) -> Void) {
    DetachedThread.start { [self] in
      body(self)
      threadEnded.signal()
    }
  }

  private func acceptAll() {
    var request = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    while !state.withLock({ $0.stops }) {
      guard poll(&request, 1, 50) > 0 else { continue }
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { continue }
      let number = state.withLock { state -> Int? in
        guard !state.stops else { return nil }
        state.open.insert(descriptor)
        state.threads += 1
        defer { state.connections += 1 }
        return state.connections
      }
      guard let number else {
        close(descriptor)
        break
      }
      start { server in server.serve(descriptor, number) }
    }
    close(listener)
  }

  private func serve(_ descriptor: Int32, _ number: Int) {
    var connection = LoopbackConnection(descriptor)
    for action in script(number) {
      guard connection.perform(action, record: { record(number, $0, $1) }) else { break }
    }
    state.withLock { _ = $0.open.remove(descriptor) }
    close(descriptor)
  }

  private func record(_ number: Int, _ head: String, _ body: [UInt8]) {
    let request = Request(connection: number, head: head, body: body)
    state.withLock { $0.requests.append(request) }
    arrived.yield(request)
  }

  private static func listen() -> (descriptor: Int32, port: UInt16) {
    #if canImport(Darwin)
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        #if canImport(Darwin)
          let isBound =
            Darwin.bind(descriptor, $0, size) == 0 && Darwin.listen(descriptor, 1024) == 0
        #else
          let isBound = Glibc.bind(descriptor, $0, size) == 0 && Glibc.listen(descriptor, 1024) == 0
        #endif
        return isBound && getsockname(descriptor, $0, &size) == 0
      }
    }
    precondition(isBound, "no loopback socket to be had")
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }
}
