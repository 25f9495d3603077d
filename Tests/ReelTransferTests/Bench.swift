import ReelBasics
import ReelCatalogue
import ReelHTTP
import ReelManifest
import ReelMedia
import ReelProviders
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand
@testable import ReelEngine
@testable import ReelPlan

/// A scripted server, and all that stands between it and the engine: transport, provider, bridge,
/// records and store.
struct Bench: Sendable {
  static let secret = "xai-SECRET-0123456789"
  /// Sun, 06 Nov 1994 08:49:37 GMT
  static let now: Int64 = 784_111_777
  /// A picture of one pixel.
  static let png: [UInt8] = {
    var decoder = Base64Decoder()
    var bytes: [UInt8] = []
    let text =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    _ = decoder.decode(Array(text.utf8), into: &bytes)
    _ = decoder.finish(into: &bytes)
    return bytes
  }()

  let directory: TemporaryDirectory
  let server: LoopbackServer
  let database: RecordDatabase
  let objects: ObjectStore
  let bridge: ProviderBridge<XAIProvider>

  /// Runs `body` with a server that does `script` to each connection; `path` is where programs are,
  /// `between` what stands between the bridge and the network.
  static func with<Result>(
    _ manner: ProviderBridge<XAIProvider>.Manner = .init(), path: String? = nil,
    between: (CurlTransport) -> any HTTPTransport = { $0 },
    script: @escaping @Sendable (Int) -> [LoopbackServer.Action],
    _ body: (Bench) async throws -> Result
  ) async throws -> Result {
    let directory = try TemporaryDirectory()
    let state = StateDirectory(directory.file("state"))
    try state.create()
    let database = try RecordDatabase.open(state) { now }
    let server = LoopbackServer(script)
    let transport = CurlTransport(userAgent: "reel-test/1", maximumConnections: 16)
    defer {
      transport.shutdown()
      server.stop()
      directory.remove()
    }
    let threads = WorkerThreads(width: 4)
    let pictures = Pictures(threads: threads)
    let objects = ObjectStore(state)
    let provider = try XAIProvider(
      baseURL: server.url("/v1"), key: APIKey(secret), catalogue: .xai, now: { now })
    let bridge = ProviderBridge(
      provider: provider, transport: between(transport),
      sources: SourceFiles(
        objects: objects,
        rescue: OutputRescue(
          database: database, objects: objects, outputs: OutputFolder(root: directory.file("out")),
          unmark: { _, _ in false }),
        database: database, pictures: pictures, threads: threads),
      objects: objects,
      inspector: MediaInspector(
        pictures: pictures,
        films: Films(threads: threads, environment: path.map { ["PATH": $0] } ?? [:])),
      threads: threads, catalogue: .xai, manner: manner,
      storedFile: { digest in
        (try? database.storedFile(of: digest, at: "127.0.0.1", past: now)).flatMap { $0 }
      }, now: { now })
    let bench = Bench(
      directory: directory, server: server, database: database, objects: objects, bridge: bridge)
    let result = try await body(bench)
    await database.close()
    return result
  }

  /// The request for an asset that a manifest describes in its own words.
  func request(_ asset: String, inputs: [InputSource] = []) throws -> WorkRequest {
    let loaded = LoadedManifest(
      "version: 1\nassets: {still: {generate: image, prompt: P}, x: {\(asset)}}")
    let asset = try #require(loaded.asset("x"), "\(loaded.findings)")
    let work = Work(
      asset: asset, provider: "127.0.0.1", inputs: inputs,
      finish: PictureFinish(mask: nil, size: nil), isOfOwn: false,
      provenance: ProvenanceSettings())
    return WorkRequest(
      asset: asset, work: work, slots: Array(1...asset.count), attempt: 1, worstCost: nil,
      replaces: [], timeLimit: .seconds(60))
  }

  /// Prepares and sends; gives what came of an input that goes before too.
  func submit(_ asset: String, inputs: [InputSource] = []) async throws -> SubmitOutcome {
    let request = try request(asset, inputs: inputs)
    do {
      return try await bridge.prepare(request).send()
    } catch {
      guard let outcome = error.outcome else { throw error }
      return outcome
    }
  }

  /// What lies in the state's folder of unfinished files, and what was put aside.
  var leftovers: [String] {
    (try? TemporaryDirectory.names(in: directory.file("state/tmp"))) ?? []
  }

  /// What was put aside.
  var aside: [String] {
    (try? TemporaryDirectory.names(in: directory.file("state/tmp/undecodable"))) ?? []
  }

  /// What a kept object holds.
  func object(_ item: ProviderAnswer.Item?) -> [UInt8]? {
    guard case .object(let digest) = item else { return nil }
    let path = objects.path(of: digest)
    return FileStatus.head(of: path, count: Int(FileStatus.size(of: path) ?? 0))
  }

  /// An answer's bytes with a Content-Length.
  static func answer(_ status: Int, _ body: String, _ headers: String...) -> [UInt8] {
    LoopbackServer.answer(status, body, headers: headers)
  }
}

extension SubmitOutcome {
  /// The case, and of a refusal its kind.
  var kind: String {
    switch self {
    case .answered: "answered"
    case .job(let id, _): "job \(id)"
    case .refused(let refusal): refusal.kind.rawValue
    case .notTaken(_, let after, let slowsDown):
      (slowsDown ? "slow down" : "not taken") + (after.map { " \($0 / .seconds(1))" } ?? "")
    case .askOtherwise: "otherwise"
    case .unsettled: "unsettled"
    }
  }

  var answer: ProviderAnswer? {
    guard case .answered(let answer) = self else { return nil }
    return answer
  }

  /// What people read.
  var reason: String {
    switch self {
    case .refused(let refusal): refusal.message
    case .notTaken(let reason, _, _), .askOtherwise(let reason), .unsettled(let reason): reason
    case .answered, .job: ""
    }
  }
}
