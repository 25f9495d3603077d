import ReelBasics
import ReelHTTP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sends requests with Reel's own transport, as its provider does.
enum HTTPTask {
  private static let headers: HTTPHeaders = [
    "Authorization": "Bearer reel-bench", "Content-Type": "application/json",
  ]

  /// `arguments`: `post`, `media` (answers with a picture in base64, which goes to a file), `get` (as a run
  /// fetches films: its store syncs them) or `get-synced`; a URL; how many; how many at once; and a folder
  /// for files. Prints the seconds and CPU seconds that it took.
  static func run(_ arguments: [String]) async throws {
    guard arguments.count == 5, let count = Int(arguments[2]), let cap = Int(arguments[3]) else {
      throw BenchError("child-http takes a kind, a URL, two numbers and a folder")
    }
    let (kind, url, folder) = (arguments[0], arguments[1], arguments[4])
    let transport = CurlTransport(userAgent: "reel-bench", maximumConnections: cap + 16)
    defer { transport.shutdown() }
    let (clock, cpu) = (ContinuousClock(), OwnTime.cpu())
    let start = clock.now
    // So many workers that each do one after another, as the peers' programs have them.
    let left = Locked(0..<count)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<cap {
        group.addTask {
          while let number = left.withLock({ $0.popFirst() }) {
            if kind.hasPrefix("get") {
              var request = HTTPRequest(.get, url)
              request.syncsDownload = kind == "get-synced"
              try await get(request, to: "\(folder)/\(number).mp4", transport)
            } else {
              try await post(url, spillsTo: kind == "media" ? folder : nil, transport)
            }
          }
        }
      }
      try await group.waitForAll()
    }
    DescriptorWriter.standardOutput.write(
      "\((clock.now - start).inSeconds) \(OwnTime.cpu() - cpu)\n")
  }

  private static func post(
    _ url: String, spillsTo folder: String?, _ transport: CurlTransport
  ) async throws {
    let prompt = String(repeating: "a misty harbour at dawn ", count: 35)
    let body = JSONValue.object([
      "model": .string("grok-imagine-image"), "prompt": .string(prompt), "n": .int(1),
    ])
    var request = HTTPRequest(
      .post, url + "/images/generations", headers: headers, body: HTTPBody(body.bytes))
    request.spill = folder.map { HTTPSpill(folder: $0) }
    let answer = try await transport.send(request)
    for text in answer.spilled { unlink(text.path) }
    if let path = answer.rawPath { unlink(path) }
    let value = try JSONValue(parsing: answer.body)
    guard answer.status == 200, value["data"] != nil else {
      throw BenchError("the server answers \(answer.status)")
    }
  }

  private static func get(
    _ request: HTTPRequest, to path: String, _ transport: CurlTransport
  ) async throws {
    unlink(path)
    let answer = try await transport.download(request, to: path, progress: nil)
    guard answer.status == 200, answer.byteCount > 0, answer.digest != nil else {
      throw BenchError("the server answers \(answer.status)")
    }
  }
}
