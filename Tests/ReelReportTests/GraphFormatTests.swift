import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelReport

/// Every format says the same: all nodes, and all edges with their roles and counts.
@Suite(.timeLimit(.minutes(10)))
struct GraphFormatTests {
  @Test(arguments: 0..<120)
  func `dot is read back as it was`(seed: UInt64) throws {
    let graph = GraphSample.random(seed: seed, mayCycle: seed % 2 == 0, isNasty: seed % 3 > 0)
    let read = try DotReader(GraphFormat.dot.write(graph))
    #expect(read.name == graph.name, "seed \(seed)")
    let edges = read.edges.map { edge in
      NamedEdge(from: edge.from, to: edge.to, note: edge.attributes["label"] ?? "")
    }
    #expect(Set(edges) == GraphSample.edges(of: graph) { $0.id }, "seed \(seed)")
    #expect(edges.count == graph.edges.count, "seed \(seed)")
    for edge in read.edges {
      let isNeed = edge.attributes["label"]?.hasPrefix("needs") ?? false
      #expect((edge.attributes["style"] == "dashed") == isNeed, "seed \(seed)")
    }
    #expect(Set(read.nodes.keys) == Set(graph.nodes.map(\.id)), "seed \(seed)")
    for node in graph.nodes {
      let label = read.nodes[node.id]?["label"]?.replacing("&amp;", with: "&")
      #expect(
        label == GraphSummary.title(of: node) + "\n" + GraphSummary.kind(of: node), "seed \(seed)")
    }
  }

  @Test func `what would move a cursor stays out of dot, and ids stay apart`() throws {
    let nodes = ["a\u{1B}b", "a\u{7}b", "a\u{FFFD}b"].map {
      GraphModel.Node(id: $0, kind: .asset, label: "a", operations: [.generateImage])
    }
    let text = GraphFormat.dot.write(GraphModel(name: "n\u{1B}[2J", nodes: nodes, edges: []))
    #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
    #expect(try DotReader(text).nodes.count == 3)
  }

  /// The text that Mermaid shows for one that is written so.
  private func plain(_ text: String) -> String {
    var result = ""
    for piece in text.components(of: "#") {
      let digits = piece.prefix { $0.isNumber }
      if !result.isEmpty || text.hasPrefix("#"), piece.dropFirst(digits.count).hasPrefix(";"),
        let scalar = UInt32(digits).flatMap(Unicode.Scalar.init)
      {
        result.unicodeScalars.append(scalar)
        result += piece.dropFirst(digits.count + 1)
      } else {
        result += piece
      }
    }
    return result.replacing("\u{2060}", with: "").replacing("<br/>", with: "\n")
  }

  @Test(arguments: 0..<120)
  func `mermaid has every node and every edge`(seed: UInt64) throws {
    let graph = GraphSample.random(seed: seed, mayCycle: seed % 2 == 0, isNasty: seed % 3 > 0)
    let lines = GraphFormat.mermaid.write(graph).components(of: "\n")
    #expect(lines.first == "flowchart LR" && lines.last == "")
    let body = lines.dropFirst().dropLast()
    #expect(body.count == graph.nodes.count + graph.edges.count, "seed \(seed)")
    for (number, (line, node)) in zip(body, graph.nodes).enumerated() {
      // One pair of quotes, and nothing in them that ends or begins something.
      let parts = line.components(of: "\"")
      try #require(parts.count == 3, "seed \(seed): \(line)")
      #expect(parts[0].hasPrefix("  n\(number)"), "seed \(seed)")
      let label = parts[1].replacing("<br/>", with: "")
      #expect(!label.contains { "\"<>&`*{}%$\\".contains($0) }, "seed \(seed): \(line)")
      #expect(
        plain(parts[1]) == GraphSummary.title(of: node) + "\n" + GraphSummary.kind(of: node),
        "seed \(seed)")
    }
    let edges = body.dropFirst(graph.nodes.count).map { line in
      let words = line.dropFirst(2).components(of: " ")
      let note = line.components(of: "\"").dropFirst().first ?? ""
      #expect(line.contains("-.->") == note.hasPrefix("needs"), "seed \(seed)")
      return NamedEdge(from: words[0], to: words[words.count - 1], note: note)
    }
    let numbers = Dictionary(
      graph.nodes.enumerated().map { ($1.id, "n\($0)") }, uniquingKeysWith: { first, _ in first })
    #expect(Set(edges) == GraphSample.edges(of: graph) { numbers[$0.id] ?? "" }, "seed \(seed)")
  }

  @Test func `a graph past Mermaid's limits is warned of`() {
    func star(_ count: Int, label: String) -> GraphMermaid {
      let nodes = (0...count).map { GraphModel.Node(id: "\($0)", kind: .asset, label: label) }
      return GraphMermaid(
        GraphModel(
          name: "star", nodes: nodes,
          edges: (1...count).map { GraphModel.Edge(from: 0, to: $0, role: .source) }))
    }
    #expect(star(500, label: "a").warning == nil)
    #expect(star(501, label: "a").warning?.contains("501 links") ?? false)
    #expect(star(400, label: String(repeating: "a", count: 120)).warning != nil)
  }

  @Test(arguments: 0..<120)
  func `the tree has every node once, and every edge`(seed: UInt64) {
    let graph = GraphSample.random(seed: seed, mayCycle: seed % 2 == 0)
    let text = GraphFormat.text.write(graph)
    let read = TextReader(text)
    #expect(read.edges == GraphSample.edges(of: graph) { $0.label }, "seed \(seed)\n\(text)")
    #expect(
      read.lines == Dictionary(graph.nodes.map { ($0.label, 1) }) { $0 + $1 }, "seed \(seed)")
    for line in text.split(separator: "\n").dropFirst() {
      #expect(TerminalText.width(of: String(line)) <= 80, "seed \(seed): \(line)")
    }
  }

  @Test(arguments: 0..<60)
  func `json has every node and every edge`(seed: UInt64) throws {
    let graph = GraphSample.random(seed: seed, mayCycle: true, isNasty: true)
    let json = try JSONValue(parsing: GraphFormat.json.write(graph).utf8)
    #expect(json["schema"]?.string == "reel.graph/1")
    #expect(json["nodes"]?.elements?.map { $0["id"]?.string } == graph.nodes.map(\.id))
    let edges = try #require(json["edges"]?.elements).map { edge in
      NamedEdge(
        from: edge["from"]?.string ?? "", to: edge["to"]?.string ?? "",
        role: edge["role"]?.string.flatMap(GraphRole.init(rawValue:)) ?? .source,
        count: Int(edge["count"]?.integer ?? 0))
    }
    #expect(Set(edges) == GraphSample.edges(of: graph) { $0.id }, "seed \(seed)")
  }

  @Test(arguments: 0..<120)
  func `the drawing has every node and every edge`(seed: UInt64) throws {
    let graph = GraphSample.random(seed: seed, mayCycle: seed % 2 == 0, isNasty: true)
    let elements = try MarkupReader(GraphDrawing(graph).text).elements
    let nodes = elements.filter { $0.name == "a" }
    #expect(nodes.map { $0.attributes["id"] } == graph.nodes.indices.map { "n\($0)" })
    let titles = elements.filter { $0.name == "title" }.map(\.text)
    for (title, node) in zip(titles, graph.nodes) {
      #expect(title.hasPrefix(GraphSummary.title(of: node) + "\n"), "seed \(seed)")
    }
    let lines = elements.filter { $0.attributes["data-t"] != nil }
    let edges = lines.compactMap { line -> GraphModel.Edge? in
      let numbers = ["data-f", "data-t", "data-n"].compactMap {
        line.attributes[$0].flatMap { Int($0) }
      }
      guard numbers.count == 3, let look = line.attributes["class"]?.components(of: " "),
        look.first == "edge", let role = look.last.flatMap(GraphRole.init(rawValue:))
      else { return nil }
      return GraphModel.Edge(from: numbers[0], to: numbers[1], role: role, count: numbers[2])
    }
    #expect(edges == graph.edges, "seed \(seed)")
  }

  @Test func `the page needs nothing from elsewhere`() {
    let page = GraphFormat.html.write(GraphSample.random(seed: 7, isNasty: true))
    #expect(page.components(of: "http").count == 3)
    #expect(page.contains("<meta http-equiv=\"Content-Security-Policy\""))
    #expect(page.contains("xmlns=\"http://www.w3.org/2000/svg\""))
    for word in [" src=", "@import", "fetch(", "url(h", "innerHTML"] {
      #expect(!page.contains(word), "\(word)")
    }
  }
}
