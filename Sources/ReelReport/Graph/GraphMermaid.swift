import ReelBasics
import ReelCatalogue

/// A graph in the language of Mermaid, which GitHub draws in a block of code called `mermaid`.
///
/// Syntax: https://mermaid.js.org/syntax/flowchart.html.
package struct GraphMermaid {
  /// What Mermaid draws where nobody sets its limits otherwise, as on GitHub: `maxEdges` and
  /// `maxTextSize` of https://mermaid.js.org/config/schema-docs/config.html, read 2026-11-20.
  private static let mostEdges = 500
  private static let mostLetters = 50_000

  private let graph: GraphModel
  /// The whole text.
  package let text: String

  package init(_ graph: GraphModel) {
    self.graph = graph
    var text = "flowchart LR\n"
    for (number, node) in graph.nodes.enumerated() {
      let (open, close) = Self.shape(of: node)
      let label = Self.escaped(GraphSummary.title(of: node))
      text +=
        "  n\(number)\(open)\"\(label)<br/>\(Self.escaped(GraphSummary.kind(of: node)))\"\(close)\n"
    }
    for edge in graph.edges {
      let arrow = edge.role == .needs ? "-.->" : "-->"
      let label = GraphSummary.label(of: edge).map { "|\"\(Self.escaped($0))\"|" } ?? ""
      text += "  n\(edge.from) \(arrow)\(label) n\(edge.to)\n"
    }
    self.text = text
  }

  /// Why it may not be drawn; `nil` where nothing stands in the way.
  package var warning: String? {
    let cause =
      graph.edges.count > Self.mostEdges
      ? "has \(graph.edges.count) links, and Mermaid draws \(Self.mostEdges)"
      : text.unicodeScalars.count > Self.mostLetters
        ? "is longer than the \(Self.mostLetters) letters that Mermaid draws" : nil
    return cause.map {
      "the graph \($0) where nobody raises its limits, as on GitHub; "
        + "show less with selectors or --around"
    }
  }

  private static func shape(of node: GraphModel.Node) -> (open: String, close: String) {
    switch (node.kind, node.medium) {
    case (.file, _): ("[/", "/]")
    case (.url, _): (">", "]")
    case (.asset, _) where node.count > 1: ("[[", "]]")
    case (.asset, .video): ("([", "])")
    case (.asset, _): ("[", "]")
    }
  }

  /// The text with everything as a number that means something in Mermaid, Markdown or HTML. Two
  /// dollars would begin a formula even so: a joiner of no width parts them.
  private static func escaped(_ text: String) -> String {
    text.escaped { byte in
      switch byte {
      case UInt8(ascii: "$"): "#36;\u{2060}"
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
        nil
      default: " -_./,=:()[]".utf8.contains(byte) ? nil : "#\(byte);"
      }
    }
  }
}
