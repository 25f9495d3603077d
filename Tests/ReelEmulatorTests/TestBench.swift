import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelEmulator

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An emulator with a fake studio, and ways to ask it.
final class TestBench: Sendable {
  /// The clients' threads: they block.
  private static let threads = WorkerThreads(width: 6)

  let studio: FakeStudio
  let timer = ManualTimer()
  let emulator: Emulator
  let port: Int

  init(_ options: EmulatorOptions = EmulatorOptions(), studio: FakeStudio = FakeStudio()) throws {
    self.studio = studio
    emulator = try Emulator(
      options: options, renderer: studio, reader: studio, timer: timer,
      wallClock: { 1_795_000_000_123 })
    port = try emulator.start()
  }

  deinit { emulator.stop() }

  func exchange(_ requests: [RawRequest]) async throws -> [RawReply] {
    try await Self.threads.run { [port] in try RawClient.exchange(requests, port: port) }
  }

  func send(_ request: RawRequest) async throws -> RawReply {
    try #require(try await exchange([request]).first)
  }

  func post(_ path: String, _ body: JSONValue) async throws -> RawReply {
    try await send(Self.request(path, body))
  }

  /// The same with more headers.
  func post(_ path: String, _ body: JSONValue, _ headers: [String: String]) async throws
    -> RawReply
  {
    var request = Self.request(path, body)
    request.headers.merge(headers) { _, new in new }
    return try await send(request)
  }

  /// Asks with a fault, and maybe a body.
  func ask(
    _ method: String, _ path: String, fault: String? = nil, shape: String? = nil
  ) async throws -> RawReply {
    var headers = ["authorization": "Bearer test"]
    headers["x-emulator-fault"] = fault
    headers["x-emulator-shape"] = shape
    return try await send(RawRequest(method: method, path: path, headers: headers))
  }

  func get(_ path: String, headers: [String: String] = ["authorization": "Bearer test"])
    async throws -> RawReply
  {
    try await send(RawRequest(method: "GET", path: path, headers: headers))
  }

  static func request(_ path: String, _ body: JSONValue) -> RawRequest {
    RawRequest(
      path: path,
      headers: ["authorization": "Bearer test", "content-type": "application/json"],
      body: body.bytes)
  }

  /// The path of an address of this emulator.
  func path(of address: JSONValue?) throws -> String {
    let text = try #require(address?.string)
    let own = "http://127.0.0.1:\(port)"
    try #require(text.hasPrefix(own + "/media/"))
    return String(text.dropFirst(own.count))
  }

  /// Starts a film and polls to its end; the drawing ends by itself.
  func film(_ path: String, _ body: JSONValue, fault: String? = nil) async throws -> JSONValue {
    let created = try await post(path, body, fault.map { ["x-emulator-fault": $0] } ?? [:])
    try #require(created.status == 200, "\(created.text)")
    let id = try #require(created.json["request_id"]?.string)
    for _ in 0..<5000 {
      let reply = try await get("/v1/videos/\(id)")
      if reply.status != 202 { return reply.json }
    }
    throw RawClientError(reason: "the job never ended")
  }

  /// The bytes that an address leads to.
  func bytes(at address: JSONValue?) async throws -> [UInt8] {
    let reply = try await get(try path(of: address), headers: [:])
    try #require(reply.status == 200)
    return reply.body
  }
}

/// Base64 of bytes, and a data URI around it.
func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
func dataURI(_ bytes: [UInt8], _ type: String = "image/jpeg") -> String {
  "data:\(type);base64,\(base64(bytes))"
}
