import ReelBasics

/// How a graph is written. The raw value is what a command line says.
package enum GraphFormat: String, Sendable, CaseIterable {
  case text
  case dot
  case mermaid
  case json
  case html

  /// The graph, with a line break at the end.
  package func write(_ graph: GraphModel) -> String {
    switch self {
    case .text: GraphText(graph).text
    case .dot: GraphDot(graph: graph).text
    case .mermaid: GraphMermaid(graph).text
    case .json: GraphJSON.value(graph).pretty
    case .html: GraphPage(graph).text
    }
  }
}
