import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `adopt`: what it takes counts from then on, and what would not count it does not take.
@Suite(.timeLimit(.minutes(10)))
struct AdoptTests {
  private static let film = "clip: {generate: video, prompt: A kite, duration: 1}"
  private static let edited = "clip: {generate: video, prompt: A red kite, duration: 1}"
  private static let gone = "- {match: {operation: poll}, fault: {status: 404}, times: 3}\n"

  private func bench(faults: String = "") throws -> ProviderBench {
    var options = EmulatorOptions()
    if !faults.isEmpty {
      options.faults = FaultFile().read(Array(faults.utf8), name: "faults.yaml")
    }
    return try ProviderBench(assets: Self.film, options: options)
  }

  private func tool(
    _ bench: ProviderBench, _ command: String, _ words: String...
  ) async -> CommandBench.Outcome {
    await bench.bench.run(
      [command, "reel.yaml"] + words + ["--base-url", bench.emulator.baseURL])
  }

  private func requests(_ bench: ProviderBench) async throws -> JSONValue? {
    let text = await tool(bench, "status", "--format=json").output
    return try JSONValue(parsing: text.utf8)["requests"]
  }

  @Test func aJobThatWasLostCountsForOtherWords() async throws {
    let bench = try bench(faults: Self.gone)
    #expect(await bench.run().output.contains("1 lost"))
    let job = try #require(bench.emulator.emulator.ledger.first?.requestID)
    try bench.bench.write(assets: Self.edited)
    let taken = await tool(bench, "adopt", "clip", "--request-id", job)
    #expect(taken.status == .success, "\(taken.errors)")
    #expect(taken.output.contains("counts as that of 'clip'"), "\(taken.output)")
    #expect(try await requests(bench)?.elements?.map { $0["kind"] } == ["in flight"])
    let outcome = await bench.run()
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(bench.billed.count == 1)
    #expect(try await requests(bench) == [])
  }

  @Test func aJobOfOtherWordsIsNotTaken() async throws {
    let bench = try bench()
    _ = await bench.run(["--no-wait"])
    let job = try #require(bench.emulator.emulator.ledger.first?.requestID)
    func refuse() async throws {
      try bench.bench.write(assets: Self.edited)
      let before = try await requests(bench)
      let taken = await tool(bench, "adopt", "clip", "--request-id", job)
      #expect(taken.status == .failure && taken.output.isEmpty, "\(taken.output)")
      #expect(
        taken.errors.contains("job \(job) is on record for what was asked for before"),
        "\(taken.errors)")
      #expect(taken.errors.contains("with the words of then"), "\(taken.errors)")
      #expect(try await requests(bench) == before)
      try bench.bench.write(assets: Self.film)
    }
    // In flight, and once it is here.
    try await refuse()
    #expect(await bench.run().status == .success)
    try await refuse()
    #expect(await bench.run().output.contains("1 fresh"))
    #expect(bench.billed.count == 1)
  }

  /// Where it is lost, too: the other asset waits for a decision, and this is none.
  @Test(arguments: [true, false])
  func aJobOfAnotherAssetIsNotTaken(isLost: Bool) async throws {
    let bench = try bench(faults: isLost ? Self.gone : "")
    _ = await bench.run(isLost ? [] : ["--no-wait"])
    let job = try #require(bench.emulator.emulator.ledger.first?.requestID)
    let other = "other: {generate: video, prompt: A red kite, duration: 1}"
    try bench.bench.write(assets: Self.film + "\n" + other)
    let before = try await requests(bench)
    let taken = await tool(bench, "adopt", "other", "--request-id", job)
    #expect(taken.status == .failure && taken.output.isEmpty, "\(taken.output)")
    let words = "is on record as that of 'clip', and would not count as that of 'other'"
    #expect(taken.errors.contains(words), "\(taken.errors)")
    #expect(taken.errors.contains("reel run reel.yaml clip"), "\(taken.errors)")
    #expect(try await requests(bench) == before)
  }

  /// Nobody writes into this pipe: who waits for it waits for ever.
  @Test(arguments: [
    ("clip", "pipe"), ("clip", "folder"), ("clip", "link"), ("cup", "pipe"), ("cup", "folder"),
  ])
  func whatIsNoRegularFileIsNotTaken(asset: String, name: String) async throws {
    let bench = try CommandBench(
      assets: Self.film + "\ncup: {generate: image, prompt: A cup}")
    let folder = bench.folder
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0 && mkdir(folder.file("folder"), 0o700) == 0)
    #expect(symlink("pipe", folder.file("link")) == 0)
    let taken = await bench.run(["adopt", "reel.yaml", asset, name])
    #expect(taken.status == .usage && taken.output.isEmpty, "\(taken.output)")
    let words = "\(name)' cannot be taken: it is not a regular file"
    #expect(taken.errors.contains(words), "\(taken.errors)")
  }

  @Test(arguments: [".", "..", "images/..", "a\nb", String(repeating: "a", count: 513)])
  func anIdThatNoJobCanHaveIsNotTaken(id: String) async throws {
    let bench = try bench()
    let taken = await tool(bench, "adopt", "clip", "--request-id", id)
    #expect(taken.status == .usage && taken.output.isEmpty, "\(taken.output)")
    let words = "cannot be taken: no job of xAI's can have this id"
    #expect(taken.errors.contains(words), "\(taken.errors)")
    #expect(try await requests(bench) == [])
  }
}
