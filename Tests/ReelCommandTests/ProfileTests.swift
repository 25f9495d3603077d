import ReelTestSupport
import Testing

@testable import ReelCommand

/// Drafts and finals of one manifest.
@Suite(.timeLimit(.minutes(10))) struct ProfileTests {
  private static let head = """
    profiles:
      draft: {defaults: {image: {resolution: 1k}}}
      final: {defaults: {image: {resolution: 2k}}, output: print}
    """
  private static let assets = """
    cup: {generate: image, prompt: A cup, output: cup.jpg}
    sign: {generate: image, prompt: A sign, resolution: 1k, output: sign.jpg}
    """

  private func run(
    _ provider: ProviderBench, _ arguments: String...
  ) async -> CommandBench.Outcome {
    try? provider.bench.write(assets: Self.assets, head: Self.head)
    return await provider.run(arguments)
  }

  @Test func eachHasItsLockFileAndItsFolder() async throws {
    let provider = try ProviderBench(assets: Self.assets)
    #expect(await run(provider, "--profile", "draft").status == .success)
    #expect(await run(provider, "--profile", "final").status == .success)
    let files = try FolderSnapshot(provider.bench.folder.path).entries.keys.sorted()
    for path in [
      "reel.draft.lock.yaml", "reel.final.lock.yaml", "out/shop-draft/cup.jpg",
      "out/shop-draft/sign.jpg", "print/cup.jpg", "print/sign.jpg",
    ] {
      #expect(files.contains(path), "\(path) in \(files)")
    }
    #expect(!files.contains("reel.lock.yaml"))
  }

  @Test func wordsThatTheyShareArePaidOnce() async throws {
    let provider = try ProviderBench(assets: Self.assets)
    #expect(await run(provider, "--profile", "draft").status == .success)
    #expect(provider.billed.count == 2)
    let final = await run(provider, "--profile", "final")
    #expect(final.output.contains("1 made, 1 restored"), "\(final.output)")
    #expect(provider.billed.count == 3)
    // And without any profile all is there.
    let plain = await run(provider)
    #expect(provider.billed.count == 3, "\(plain.output)")
  }

  @Test func oneThatIsNotThereIsNamed() async throws {
    let provider = try ProviderBench(assets: Self.assets)
    let outcome = await run(provider, "--profile", "finale")
    #expect(outcome.status == .usage && outcome.errors.contains("'final'"), "\(outcome.errors)")
  }
}
