import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import reel_bench

/// Loads have to be the same for all who carry them.
struct JobLoadTests {
  @Test(arguments: [
    (3_000, 0, 64, 2.35), (2_000, 20, 32, 3.2), (10, 20, 32, 1.0), (64, 0, 64, 0.05),
    (65, 0, 64, 0.1),
  ])
  func knowsItsBound(independent: Int, chain: Int, cap: Int, seconds: Double) {
    let load = JobLoad(independent: independent, chain: chain, milliseconds: 50, cap: cap)
    #expect(abs(load.bound - seconds) < 1e-9)
  }

  @Test(arguments: [true, false])
  func isAManifest(chainIsFirst: Bool) throws {
    let load = JobLoad(
      independent: 7, chain: 3, chainIsFirst: chainIsFirst, milliseconds: 50, cap: 2)
    let loaded = LoadedManifest(load.manifest())
    #expect(loaded.findings.isEmpty)
    let graph = try #require(loaded.graph)
    #expect(loaded.manifest?.assets.map(\.id.text) == load.jobs.map(\.name))
    #expect(graph.upstream.map(\.count).reduce(0, +) == 2)
    #expect(load.jobs.first?.name == (chainIsFirst ? "link-000000" : "job-000000"))
  }

  @Test func isTheSameForItsPeers() {
    let load = JobLoad(independent: 2, chain: 2, milliseconds: 50, cap: 2)
    #expect(load.ninja.contains("build link-000001: wait link-000000\n"))
    #expect(load.makefile.contains("\nlink-000001: link-000000\n\t@sleep 0.050\n"))
    #expect(load.asyncio.contains("(\"link-000001\", \"link-000000\"),"))
    #expect(load.asyncio.contains("(\"job-000001\", None),"))
  }

  @Test func drawsTheGraphForAll() {
    let graph = ChainGraph(count: 4)
    #expect(
      PeerText.ninja(graph).contains(
        "build out/scene00000/asset-000002.mp4: animate out/scene00000/asset-000001.jpg\n"))
    #expect(PeerText.ninja(graph).contains("asset-000003.jpg: generate ref/style.png\n"))
    #expect(
      PeerText.makefile(graph).contains(
        "out/scene00000/asset-000002.mp4: out/scene00000/asset-000001.jpg\n\t@touch $@\n"))
  }
}
