import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelReport

/// What is read from manifests.
@Suite(.timeLimit(.minutes(10)))
struct GraphReaderTests {
  private func graph(_ text: String, of numbers: Set<Int>? = nil) throws -> GraphModel {
    let files = InMemoryFileReader(
      texts: ["/project/logo.png": "", "/project/in/mask.png": "", "/elsewhere/cup.png": ""])
    let loaded = LoadedManifest("version: 1\n" + text, files: files)
    try #require(loaded.findings == [])
    return GraphReader.model(of: try #require(loaded.manifest), numbers: numbers)
  }

  private static let shop = """
    name: shop
    sources: {logo: ./logo.png, photo: 'https://me:key@example.com/p.jpg?token=1#top'}
    assets:
      first: {generate: image, prompt: A, count: 3}
      second: {edit: [first#2, logo, first], prompt: B, mask: in/mask.png, needs: [other]}
      other: {edit: [photo, 'https://example.com/p.jpg?token=2'], prompt: C}
      film:
        generate: video
        references: [second, ../elsewhere/cup.png]
        prompt: D
        model: grok-imagine-video
    """

  @Test func `assets, files and addresses, and why one needs the other`() throws {
    let graph = try graph(Self.shop)
    #expect(graph.name == "shop")
    let nodes = graph.nodes.map { "\($0.kind) \($0.id) '\($0.label)' \($0.place ?? "-")" }
    #expect(
      nodes == [
        "asset first 'first' -", "file ./logo.png 'logo' logo.png",
        "file ./in/mask.png 'in/mask.png' -", "asset second 'second' -",
        "url https://example.com/p.jpg?… 'photo' https://example.com/p.jpg?…",
        "url https://example.com/p.jpg?… (2) 'https://example.com/p.jpg?… (2)' -",
        "asset other 'other' -", "file /elsewhere/cup.png '/elsewhere/cup.png' -",
        "asset film 'film' -",
      ])
    let first = try #require(graph.nodes.first)
    #expect(first.variants == 3 && first.operations == [.generateImage])
    #expect(graph.nodes.last?.models == ["grok-imagine-video"])
    let edges = graph.edges.map {
      "\(graph.nodes[$0.from].label) > \(graph.nodes[$0.to].label) \($0.role.rawValue) \($0.count)"
    }
    #expect(
      edges == [
        "first > second source 2", "logo > second source 1", "in/mask.png > second mask 1",
        "other > second needs 1", "photo > other source 1",
        "https://example.com/p.jpg?… (2) > other source 1", "second > film reference 1",
        "/elsewhere/cup.png > film reference 1",
      ])
    for format in GraphFormat.allCases {
      let text = format.write(graph)
      #expect(!text.contains("token") && !text.contains("key@"), "\(format)")
    }
  }

  @Test func `many addresses that differ in what is not shown`() throws {
    let inputs = (0..<5_000).map { "u\($0): 'https://example.com/p.jpg?\($0)'" }
    let assets = (0..<5_000).map { "a\($0): {edit: u\($0), prompt: A}" }
    let text =
      "sources: {\(inputs.joined(separator: ", "))}\nassets: {\(assets.joined(separator: ", "))}"
    let loaded = LoadedManifest("version: 1\n" + text)
    let manifest = try #require(loaded.manifest)
    let ids = GraphReader.model(of: manifest).nodes.filter { $0.kind == .url }.map(\.id)
    #expect(Set(ids).count == 5_000 && ids.last == "https://example.com/p.jpg?… (5000)")
  }

  @Test func `only what is chosen`() throws {
    let graph = try graph(Self.shop, of: [2])
    #expect(graph.nodes.map(\.label) == ["photo", "https://example.com/p.jpg?… (2)", "other"])
    #expect(graph.edges.count == 2)
  }

  @Test(arguments: [
    ("/a/b/c.png", "/a/b", "./c.png"), ("/a/x/c.png", "/a/b", "../x/c.png"),
    ("/a/c.png", "/a/b/d", "../../c.png"), ("/x/c.png", "/a/b", "/x/c.png"),
    ("/c.png", "/", "./c.png"),
  ])
  func `a file is called as a manifest beside it would`(path: String, folder: String, name: String)
  {
    #expect(GivenName.file(path, from: folder) == name)
  }

  @Test(arguments: [
    ("https://a.example/b.png", "https://a.example/b.png"),
    ("https://u:p@a.example/b@c.png?k=1", "https://a.example/b@c.png?…"),
    ("https://a.example?k=1", "https://a.example?…"),
    ("https://u:p@\u{301}a.example/b", "https://\u{301}a.example/b"),
    ("https://a.example?\u{200D}k=1", "https://a.example?…"), ("data:,\u{301}AAAA", "data:"),
    ("https://a.example/#f", "https://a.example/?…"),
    ("data:image/png;base64,AAAA", "data:image/png"), ("DATA:image/png,AAAA", "DATA:image/png"),
  ])
  func `an address is called without what may be secret`(address: String, name: String) {
    #expect(GivenName.address(address) == name)
  }

  @Test func `a long address is cut for people, not for programs`() throws {
    let address = "https://example.com/\(String(repeating: "long/", count: 30))p.jpg"
    let graph = try graph("assets: {a: {edit: '\(address)', prompt: A}}")
    let node = try #require(graph.nodes.first)
    #expect(node.id == address)
    #expect(node.label.count == 60 && node.label.hasSuffix("/p.jpg") && node.label.contains("…"))
  }
}
