import ReelBasics
import ReelCatalogue

/// A graph as a picture in SVG, to stand in a page. Its classes are coloured by the page.
struct GraphDrawing {
  private let graph: GraphModel
  private let layout: GraphLayout
  private let target: (Int) -> String?

  /// `target` says where the node of a number leads on the page; `nil` for nowhere.
  init(_ graph: GraphModel, target: @escaping (Int) -> String? = { "#n\($0)" }) {
    self.graph = graph
    self.target = target
    layout = GraphLayout(graph)
  }

  /// The element.
  var text: String {
    let (width, height) = (Self.number(layout.width), Self.number(layout.height))
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" role="group" \
      aria-label="\(HTMLText.escaped(GraphSummary(graph).line))" width="\(width)" \
      height="\(height)" viewBox="0 0 \(width) \(height)">
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="10" \
      markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>

      """
    for trunk in layout.trunks {
      text += "<path class=\"\(trunk.isNeed ? "trunk needs" : "trunk")\" data-f=\"\(trunk.from)\" "
      text += "d=\"\(Self.line(trunk.points))\"/>\n"
    }
    var labels = ""
    for number in graph.edges.indices { write(number, to: &text, labels: &labels) }
    text += labels
    for number in graph.nodes.indices { write(node: number, to: &text) }
    return text + "</svg>\n"
  }

  // MARK: Edges

  private func write(_ number: Int, to text: inout String, labels: inout String) {
    let edge = graph.edges[number]
    let end = layout.boxes[edge.to].left
    let points = layout.starts[number]
    let start = points[1]
    text += "<path class=\"edge \(edge.role.rawValue)\" data-f=\"\(edge.from)\" "
    text += "data-t=\"\(edge.to)\" data-n=\"\(edge.count)\" "
    let label = GraphSummary.label(of: edge)
    if layout.goesBack[number] {
      text += "d=\"\(Self.loop(from: points[0], to: end))\"/>\n"
      guard let label else { return }
      write(label, x: (start.x + end.x) / 2, y: max(start.y, end.y) + 46, to: &labels)
    } else {
      text += "d=\"\(Self.line(points + [end]))\"/>\n"
      guard let label else { return }
      write(label, x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 - 4, to: &labels)
    }
  }

  private func write(_ label: String, x: Double, y: Double, to text: inout String) {
    text += "<text class=\"role\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\">"
    text += HTMLText.escaped(label) + "</text>\n"
  }

  /// A line through points: straight from the first to the second, a curve to the third, and so on.
  private static func line(_ points: [GraphLayout.Point]) -> String {
    guard let first = points.first else { return "" }
    var path = "M\(number(first.x)) \(number(first.y))"
    for (place, (from, to)) in zip(points, points.dropFirst()).enumerated() {
      if place.isMultiple(of: 2) {
        if from != to { path += "H\(number(to.x))" }
      } else {
        let middle = number((from.x + to.x) / 2)
        path += "C\(middle) \(number(from.y)) \(middle) \(number(to.y))"
        path += " \(number(to.x)) \(number(to.y))"
      }
    }
    return path
  }

  /// A way back below both ends.
  private static func loop(from: GraphLayout.Point, to: GraphLayout.Point) -> String {
    let low = number(max(from.y, to.y) + 54)
    return "M\(number(from.x)) \(number(from.y))"
      + "C\(number(from.x + 60)) \(low) \(number(to.x - 60)) \(low) "
      + "\(number(to.x)) \(number(to.y))"
  }

  // MARK: Nodes

  private func write(node number: Int, to text: inout String) {
    let node = graph.nodes[number]
    let box = layout.boxes[number]
    let look = node.kind == .asset ? node.medium?.rawValue ?? "mixed" : node.kind.rawValue
    let (title, kind) = (GraphSummary.title(of: node), GraphSummary.kind(of: node))
    let models = node.models.joined(separator: ", ")
    let address = target(number).map { " href=\"\($0)\"" }
    let tag = address == nil ? "g" : "a"
    text += "<\(tag) class=\"node \(look)\" id=\"n\(number)\"\(address ?? "")><title>"
    text += HTMLText.escaped([title, kind, models].filter { !$0.isEmpty }.joined(separator: "\n"))
    text += "</title>"
    if node.count > 1 { text += Self.rectangle(box, by: 4) }
    text += Self.rectangle(box, by: 0)
    text += Self.words(title, class: "title", x: box.x + 12, y: box.y + 19)
    text += Self.words(kind, class: "kind", x: box.x + 12, y: box.y + 35) + "</\(tag)>\n"
  }

  private static func rectangle(_ box: GraphLayout.Box, by shift: Double) -> String {
    "<rect x=\"\(number(box.x + shift))\" y=\"\(number(box.y + shift))\" "
      + "width=\"\(number(box.width))\" height=\"\(number(GraphLayout.height))\" rx=\"6\"/>"
  }

  private static func words(_ text: String, class name: String, x: Double, y: Double) -> String {
    let cut = TerminalText.cut(text, to: GraphLayout.mostColumns)
    return
      "<text class=\"\(name)\" x=\"\(number(x))\" y=\"\(number(y))\">\(HTMLText.escaped(cut))</text>"
  }

  /// Whole pixels are near enough.
  private static func number(_ value: Double) -> Int { Int(value.rounded()) }
}
