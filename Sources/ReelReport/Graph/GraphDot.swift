import ReelBasics
import ReelCatalogue

/// A graph in the language of Graphviz.
///
/// Syntax: https://graphviz.org/doc/info/lang.html. Inside quotes a backslash escapes, and a label's
/// `&` begins an entity.
struct GraphDot {
  let graph: GraphModel

  /// The whole text.
  var text: String {
    let names = graph.nodes.indices.map(name)
    var text = """
      digraph \(Self.quoted(TerminalText.safe(graph.name))) {
        graph [rankdir=LR, fontname="sans-serif", label=\(Self.label([GraphSummary(graph).line]))]
        node [fontname="sans-serif", fontsize=11, shape=box]
        edge [fontname="sans-serif", fontsize=9]

      """
    for (number, node) in graph.nodes.enumerated() {
      text += "  \(names[number]) [\(attributes(of: node))]\n"
    }
    for edge in graph.edges {
      var attributes: [String] = []
      if let label = GraphSummary.label(of: edge) {
        attributes.append("label=\(Self.label([label]))")
      }
      if edge.role == .needs { attributes.append("style=dashed") }
      text += "  \(names[edge.from]) -> \(names[edge.to])"
      text += attributes.isEmpty ? "\n" : " [\(attributes.joined(separator: ", "))]\n"
    }
    return text + "}\n"
  }

  /// The id, which programs that read the graph know; numbered where it cannot stand as it is.
  private func name(of number: Int) -> String {
    let id = graph.nodes[number].id
    let safe = TerminalText.safe(id)
    return Self.quoted(safe == id ? id : "\(safe) #\(number)")
  }

  private func attributes(of node: GraphModel.Node) -> String {
    var attributes = [
      "label=" + Self.label([GraphSummary.title(of: node), GraphSummary.kind(of: node)])
    ]
    switch (node.kind, node.medium) {
    case (.file, _): attributes.append("shape=note")
    case (.url, _): attributes.append("shape=cds")
    case (.asset, .video): attributes.append("shape=octagon")
    case (.asset, _): attributes.append("style=rounded")
    }
    if node.count > 1 { attributes.append("peripheries=2") }
    if !node.models.isEmpty {
      attributes.append("tooltip=" + Self.label([node.models.joined(separator: ", ")]))
    }
    return attributes.joined(separator: ", ")
  }

  /// Lines as a label.
  private static func label(_ lines: [String]) -> String {
    let escaped = lines.map { line in
      line.escaped { $0 == UInt8(ascii: "&") ? "&amp;" : replacement(for: $0) }
    }
    return "\"" + escaped.joined(separator: "\\n") + "\""
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.escaped(replacement) + "\""
  }

  private static func replacement(for byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "\\"): "\\\\"
    case UInt8(ascii: "\""): "\\\""
    default: nil
    }
  }
}
