#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One accepted connection, with blocking calls on the thread of its own.
struct LoopbackConnection {
  private let descriptor: Int32
  private var unread: [UInt8] = []
  private var head = ""

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var on: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    #if canImport(Darwin)
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  /// Does one step; says whether the script goes on.
  mutating func perform(
    _ action: LoopbackServer.Action, record: (String, [UInt8]) -> Void
  ) -> Bool {
    switch action {
    case .readHead: return readHead()
    case .readBody: return readBody(record)
    case .readRequest: return readHead() && readBody(record)
    case .run(let body):
      body()
      return true
    case .send(let bytes): return send(bytes[...])
    case .drip(let bytes, let pause):
      for index in bytes.indices {
        guard send(bytes[index...index]) else { return false }
        poll(nil, 0, pause)
      }
      return true
    case .stall:
      while receive(limit: 65536) {}
      return false
    case .reset:
      var abortive = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &abortive, socklen_t(MemoryLayout<linger>.size))
      return false
    }
  }

  /// Reads the head with its empty line, byte by byte where it could run into the body.
  private mutating func readHead() -> Bool {
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      if unread.isEmpty, !receive(limit: 1) { return false }
      head.append(unread.removeFirst())
    }
    self.head = String(decoding: head, as: UTF8.self)
    return true
  }

  private mutating func readBody(_ record: (String, [UInt8]) -> Void) -> Bool {
    let count = Self.contentLength(head)
    while unread.count < count {
      guard receive(limit: min(65536, count - unread.count)) else { return false }
    }
    record(head, Array(unread.prefix(count)))
    unread.removeFirst(count)
    return true
  }

  private mutating func receive(limit: Int) -> Bool {
    var buffer = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &buffer, limit, 0)
    guard count > 0 else { return false }
    unread += buffer.prefix(count)
    return true
  }

  private func send(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { buffer in
        #if canImport(Darwin)
          Darwin.send(descriptor, buffer.baseAddress, buffer.count, 0)
        #else
          Glibc.send(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
        #endif
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func contentLength(_ head: String) -> Int {
    for line in head.split(separator: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == "content-length" {
        return Int(parts[1].drop { $0 == " " }) ?? 0
      }
    }
    return 0
  }
}
