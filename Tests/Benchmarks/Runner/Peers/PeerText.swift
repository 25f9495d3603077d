/// The same graph in the words of make and ninja. Their jobs do nothing but make the file.
enum PeerText {
  private static func dependency(_ index: Int, of graph: ChainGraph) -> String {
    graph.upstream(index).map { "out/" + graph.output($0) } ?? "ref/style.png"
  }

  static func makefile(_ graph: ChainGraph) -> String {
    var text = ".SUFFIXES:\nMAKEFLAGS += -rR\nall:"
    for index in 0..<graph.count { text += " out/" + graph.output(index) }
    text += "\n"
    for index in 0..<graph.count {
      text += "out/\(graph.output(index)): \(dependency(index, of: graph))\n\t@touch $@\n"
    }
    return text
  }

  static func ninja(_ graph: ChainGraph) -> String {
    var text = ""
    for kind in [ChainGraph.Kind.generate, .edit, .animate] {
      text += "rule \(kind.rawValue)\n  command = touch $out\n"
    }
    for index in 0..<graph.count {
      text += "build out/\(graph.output(index)): \(graph.kind(index).rawValue) "
      text += "\(dependency(index, of: graph))\n  prompt = p\(index)\n"
    }
    return text
  }
}
