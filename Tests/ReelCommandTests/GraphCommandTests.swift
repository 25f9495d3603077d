import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `reel graph`: five formats, parts of a graph, and nothing touched.
@Suite(.timeLimit(.minutes(10)))
struct GraphCommandTests {
  @Test(arguments: [("text", "txt"), ("dot", "dot"), ("mermaid", "mmd"), ("json", "json")])
  func theCampaign(_ format: String, _ suffix: String) async throws {
    let bench = try CommandBench()
    try bench.takeManifests()
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(["graph", "manifests/campaign.yaml", "--format", format])
    #expect(outcome.status == .success && outcome.errors.isEmpty)
    try Golden.expect(outcome.output, "graph-campaign.\(suffix)")
    #expect(!outcome.output.contains(bench.folder.path))
    if format == "text" {
      #expect(await bench.run(["graph", "manifests/campaign.yaml"]).output == outcome.output)
    }
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  private static let shop = """
    hero: {generate: image, prompt: The shop}
    banner:
      matrix: {product: [mug, tee], ratio: ['16:9', '9:16', '1:1']}
      edit: hero
      prompt: A ${product} for ${ratio}
      tags: [format]
    clip:
      matrix: {product: [mug, tee]}
      animate: 'banner[ratio=16:9]'
      prompt: It turns
    alone: {generate: image, prompt: Alone}
    """

  /// The ids of the nodes that are shown, and how many assets each stands for.
  private func nodes(_ words: [String], of bench: CommandBench) async throws -> [String: Int64] {
    let outcome = await bench.run(["graph", "reel.yaml", "--format", "json"] + words)
    #expect(outcome.status == .success, "\(outcome.errors)")
    let nodes = try #require(try JSONValue(parsing: outcome.output.utf8)["nodes"]?.elements)
    return Dictionary(
      nodes.map { ($0["id"]?.string ?? "", $0["count"]?.integer ?? 0) },
      uniquingKeysWith: { first, _ in first })
  }

  @Test func cellsAreFoldedUnlessTheyAreWanted() async throws {
    let bench = try CommandBench(assets: Self.shop)
    #expect(try await nodes([], of: bench) == ["hero": 1, "banner": 6, "clip": 2, "alone": 1])
    let expanded = try await nodes(["--expand"], of: bench)
    #expect(expanded.count == 10 && expanded.values.allSatisfy { $0 == 1 })
  }

  @Test func partsOfAGraph() async throws {
    let bench = try CommandBench(assets: Self.shop)
    func shown(_ words: String...) async throws -> [String: Int64] {
      try await nodes(words, of: bench)
    }
    // What a selected asset needs comes along.
    #expect(
      try await shown("clip*", "--expand").keys.sorted() == [
        "banner[product=mug,ratio=16:9]", "banner[product=tee,ratio=16:9]", "clip[product=mug]",
        "clip[product=tee]", "hero",
      ])
    #expect(try await shown("tag:format") == ["hero": 1, "banner": 6])
    #expect(try await shown("--around", "hero") == ["hero": 1, "banner": 6])
    #expect(try await shown("--around", "hero", "--depth", "0") == ["hero": 1])
    #expect(try await shown("--around", "hero", "--depth", "2").count == 3)
    #expect(try await shown("--around", "clip") == ["banner": 2, "clip": 2])
    // Axes in any order, and a cell by itself.
    let cell = [
      "banner[product=mug,ratio=16:9]": Int64(1), "clip[product=mug]": 1, "hero": 1,
    ]
    #expect(try await shown("--around", "banner[ratio=16:9,product=mug]") == cell)
    #expect(try await shown("--around", "banner[product=tee]", "--depth", "0").count == 3)
  }

  @Test(arguments: [
    (["--around", "heron"], "there is no asset 'heron'; did you mean 'hero'?"),
    (["--around", "baner[product=mug]"], "there is no asset 'baner[product=mug]'"),
    (["--around", "banner[product=cap]"], "there is no asset 'banner[product=cap]'"),
    (["alone", "--around", "hero"], "'hero' is not among what is selected"),
    (["hreo"], "the selector 'hreo' matches nothing; did you mean 'hero'?"),
  ])
  func whatIsNotThere(words: [String], message: String) async throws {
    let bench = try CommandBench(assets: Self.shop)
    let outcome = await bench.run(["graph", "reel.yaml"] + words)
    #expect(outcome.status == .usage && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("reel: \(message)"), "\(outcome.errors)")
  }

  @Test func aWrongManifestHasNoGraph() async throws {
    let bench = try CommandBench(assets: "a: {edit: b, prompt: A}\nb: {edit: a, prompt: B}")
    let outcome = await bench.run(["graph", "reel.yaml"])
    #expect(outcome.status == .usage && outcome.output.isEmpty)
    #expect(outcome.errors.contains("a cycle: a → b → a"), "\(outcome.errors)")
  }

  @Test(arguments: ["text", "dot", "mermaid", "json", "html"])
  func nothingChangesWhereThereIsARecord(_ format: String) async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    #expect(try await bench.emulate().outcome.status == .success)
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(["graph", "reel.yaml", "--format", format])
    #expect(outcome.status == .success && outcome.output.contains("cup"))
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func aGraphThatMermaidDoesNotDrawIsWarnedOf() async throws {
    let values = (0..<300).map(String.init).joined(separator: ", ")
    let bench = try CommandBench(
      assets: """
        hero: {generate: image, prompt: The shop}
        a: {matrix: {v: [\(values)]}, edit: hero, prompt: 'A ${v}'}
        b: {matrix: {v: [\(values)]}, edit: a, prompt: 'B ${v}'}
        """)
    let folded = await bench.run(["graph", "reel.yaml", "--format", "mermaid"])
    #expect(folded.status == .success && folded.errors.isEmpty)
    let expanded = await bench.run(["graph", "reel.yaml", "--format", "mermaid", "--expand"])
    #expect(expanded.status == .success)
    #expect(
      expanded.errors.hasPrefix("reel: the graph has 600 links, and Mermaid draws 500"),
      "\(expanded.errors)")
  }
}
