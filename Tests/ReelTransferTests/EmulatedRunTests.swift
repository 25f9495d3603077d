import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whole runs against the emulator: uploads, chains by name, deferred pictures.
@Suite(.serialized, .timeLimit(.minutes(10))) struct EmulatedRunTests {
  private func run(
    _ manifest: String, files: [String: [UInt8]] = [:]
  ) async throws -> (stats: EmulatorStats, billed: [Digest], asked: [Digest], journal: String) {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    _ = try directory.write("m.yaml", Array("version: 1\n\(manifest)\n".utf8))
    for (name, bytes) in files { _ = try directory.write(name, bytes) }
    var options = EmulatorOptions()
    options.rendering = .instant
    let environment: Environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "XAI_API_KEY": "none",
    ]
    let emulator = try RunningEmulator(options: options, environment: environment)
    defer { emulator.stop() }
    let log = directory.file("log")
    #expect(FileManager.default.createFile(atPath: log, contents: nil))
    let handle = open(log, O_WRONLY | O_APPEND)
    defer { close(handle) }
    let writer = DescriptorWriter(descriptor: handle)
    let status = await ReelTool().run(
      ProcessContext(
        arguments: ["run", "m.yaml", "--base-url", emulator.baseURL], environment: environment,
        folder: directory.path, output: writer, errors: writer,
        interrupts: { AsyncStream { _ in } }))
    let words = String(decoding: try directory.read("log"), as: UTF8.self)
    #expect(status == .success, "\(words)")
    let journal = String(decoding: try directory.read(".reel/journal.ndjson"), as: UTF8.self)
    let asked = journal.split(separator: "\n").compactMap { line in
      (try? JSONValue(parsing: line.utf8))?["body"]?.string.flatMap { Digest(hex: $0) }
    }
    return (
      emulator.emulator.stats, emulator.emulator.ledger.map(\.body), asked, journal
    )
  }

  @Test func aLargeInputIsUploadedOnceForAllThatUseIt() async throws {
    let big = Bench.png + [UInt8](repeating: 0, count: 11 << 20)
    let run = try await run(
      """
      assets:
        a: {edit: ./big.png, prompt: A}
        b: {edit: ./same.png, prompt: B}
        c: {edit: ./small.png, prompt: C}
      """, files: ["big.png": big, "same.png": big, "small.png": Bench.png])
    let uploads = run.stats.requests.filter { $0.path == "/v1/files" }
    #expect(uploads.map(\.count) == [1], "\(run.stats.requests)")
    // What goes inside has the digest that is on record; what is named has its content's.
    #expect(Set(run.billed).intersection(run.asked).count == 1)
    #expect(run.asked.count == 3)
  }

  @Test func aChainPassesStoredResultsByName() async throws {
    for (provider, isNamed) in [("{name: xai, chain: stored}", true), ("xai", false)] {
      let run = try await run(
        """
        provider: \(provider)
        assets:
          still: {generate: image, prompt: A}
          night: {edit: still, prompt: B}
          clip: {animate: night, prompt: C, duration: 1}
        """)
      #expect(run.billed.count == 3)
      #expect(Set(run.billed).intersection(run.asked).count == (isNamed ? 1 : 3))
      #expect(run.journal.contains(#""stored":"#) == isNamed)
    }
  }

  @Test func deferredPicturesAreCollected() async throws {
    let run = try await run(
      """
      provider: {name: xai, deferred: true}
      assets:
        still: {generate: image, prompt: A, count: 3}
        night: {edit: "still#2", prompt: B}
      """)
    #expect(run.journal.contains(#""job":"images/"#))
    #expect(run.billed.count == 2)
  }
}
