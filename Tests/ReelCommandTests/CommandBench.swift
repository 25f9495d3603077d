import ReelBasics
import ReelCommand
import ReelTestSupport
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder, an environment, and the tool run in them, in this process.
final class CommandBench: Sendable {
  /// How a command ended and what it wrote.
  struct Outcome: Sendable {
    let status: ReelCommand.ExitStatus
    let output: String
    let errors: String
  }

  let folder: TemporaryDirectory

  /// A bench whose folder has a manifest `reel.yaml` with these assets.
  init(assets: String = "", head: String = "") throws {
    folder = try TemporaryDirectory()
    if !assets.isEmpty { try write(assets: assets, head: head) }
  }

  deinit { folder.remove() }

  /// Writes `reel.yaml`: what every manifest here begins with, `head`, and these assets.
  func write(assets: String, head: String = "") throws {
    let indented = assets.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
    try write(
      "reel.yaml",
      """
      version: 1
      name: shop
      limits: {requests_per_minute: 60000, attempts: 3}
      \(head)
      assets:
      \(indented.joined(separator: "\n"))

      """)
  }

  func write(_ name: String, _ text: String) throws {
    let path = folder.file(name)
    try FileManager.default.createDirectory(
      atPath: String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]),
      withIntermediateDirectories: true)
    _ = try folder.write(name, Array(text.utf8))
  }

  /// Copies the repository's manifests with all that they need.
  func takeManifests() throws {
    let from = Repository.path("manifests")
    try FileManager.default.createDirectory(
      atPath: folder.file("manifests"), withIntermediateDirectories: true)
    for name in ["quickstart.yaml", "campaign.yaml", "assets", "prompts"] {
      try FileManager.default.copyItem(
        atPath: "\(from)/\(name)", toPath: folder.file("manifests/\(name)"))
    }
  }

  /// What programs need to be found; nothing else of this machine reaches the tool.
  static var environment: [String: String] {
    ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
  }

  /// Runs the tool. `errorLine` sees what it writes to standard error as it goes; `listens` is called when
  /// it begins to listen to interrupts.
  func run(
    _ arguments: [String], environment: [String: String] = [:],
    interrupts: AsyncStream<Void>? = nil, listens: @escaping @Sendable () -> Void = {},
    errorLine: @escaping @Sendable (String) -> Void = { _ in }
  ) async -> Outcome {
    let output = CapturedStream()
    let errors = CapturedStream(line: errorLine)
    let (never, continuation) = AsyncStream.makeStream(of: Void.self)
    defer { continuation.finish() }
    let context = ProcessContext(
      arguments: arguments, environment: Environment(Self.environment.merging(environment) { $1 }),
      folder: folder.path, output: output.writer, errors: errors.writer,
      interrupts: {
        listens()
        return interrupts ?? never
      })
    let status = await ReelTool().run(context)
    return Outcome(status: status, output: await output.finish(), errors: await errors.finish())
  }

  /// Runs `reel.yaml` on an emulator inside the run, and counts what was billed.
  func emulate(
    _ arguments: [String] = []
  ) async throws -> (outcome: Outcome, billed: [LedgerLine]) {
    let ledger = "ledger-\(UUID().uuidString)"
    let all = ["run", "reel.yaml", "--emulator", "--render", "instant", "--ledger", ledger]
    let outcome = await run(all + arguments)
    let billed = try LedgerLine.read(folder.file(ledger))
    try? FileManager.default.removeItem(atPath: folder.file(ledger))
    return (outcome, billed)
  }
}

/// The repository that these tests stand in.
enum Repository {
  static func path(_ name: String) -> String {
    let parts = #filePath.split(separator: "/").dropLast(3)
    return "/" + parts.joined(separator: "/") + "/" + name
  }
}
