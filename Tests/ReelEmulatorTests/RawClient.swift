import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A request as the tests send it, byte by byte their own.
struct RawRequest: Sendable {
  var method = "POST"
  var path: String
  var headers: [String: String] = [:]
  var body: [UInt8] = []

  func bytes(port: Int) -> [UInt8] {
    var all = ["host": "127.0.0.1:\(port)", "connection": "close"]
    if !body.isEmpty || method == "POST" { all["content-length"] = String(body.count) }
    all.merge(headers) { _, own in own }
    let lines = all.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\r\n" }
    return Array("\(method) \(path) HTTP/1.1\r\n\(lines.joined())\r\n".utf8) + body
  }
}

/// What came back.
struct RawReply: Sendable {
  let status: Int
  let headers: [String: String]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
}

/// Why an exchange broke off.
struct RawClientError: Error { let reason: String }

/// A client on plain sockets. All of it blocks: it belongs on a thread of its own.
enum RawClient {
  /// Sends all requests, each on its own connection, then reads all answers.
  static func exchange(_ requests: [RawRequest], port: Int) throws -> [RawReply] {
    let sockets = try requests.map { request in
      let socket = try connect(port: port)
      try send(request.bytes(port: port), on: socket)
      return socket
    }
    defer { for socket in sockets { close(socket) } }
    return try sockets.map { try reply(from: $0) }
  }

  private static func connect(port: Int) throws -> Int32 {
    #if canImport(Glibc)
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    guard descriptor >= 0 else { throw RawClientError(reason: "socket: \(errno)") }
    // A test that waits for ever says nothing.
    var limit = timeval(tv_sec: 300, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        #if canImport(Glibc)
          Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        #else
          Darwin.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        #endif
      }
    }
    guard status == 0 else {
      close(descriptor)
      throw RawClientError(reason: "connect: \(errno)")
    }
    return descriptor
  }

  private static func send(_ bytes: [UInt8], on descriptor: Int32) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
      }
      guard count > 0 else { throw RawClientError(reason: "write: \(errno)") }
      sent += count
    }
  }

  private static func reply(from descriptor: Int32) throws -> RawReply {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count >= 0 else { throw RawClientError(reason: "read: \(errno)") }
      if count == 0 { break }
      all += buffer[..<count]
    }
    let blank = Array("\r\n\r\n".utf8)
    guard let end = all.firstRange(of: blank) else {
      throw RawClientError(reason: "no headers in \(all.count) bytes")
    }
    let lines = String(decoding: all[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw RawClientError(reason: "no status") }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers[line[..<colon].lowercased()] = String(value)
    }
    return RawReply(status: status, headers: headers, body: Array(all[end.upperBound...]))
  }
}
