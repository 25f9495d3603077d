import ReelBasics

/// Writes Snakefiles: Python with rules (snakemake.readthedocs.io, "Snakefiles and Rules").
enum SnakemakeText {
  /// A name of a file as a string of Python; `nil` for one with a line break.
  static func path(_ path: String) -> String? {
    path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? literal(path) : nil
  }

  /// A text as a string of Python in which no brace begins a wildcard.
  static func literal(_ text: String) -> String {
    JSONValue.string(
      text.escaped { byte in
        switch byte {
        case UInt8(ascii: "{"): "{{"
        case UInt8(ascii: "}"): "}}"
        default: nil
        }
      }
    ).canonical
  }

  /// A graph as a Snakefile.
  static func file(_ graph: BuildGraph) -> String {
    var text = graph.head
    text += "\nrule reel_all:\n    input:\n"
    for target in graph.targets { text += "        \(path(target.stamp) ?? ""),\n" }
    if let refresh = graph.refresh {
      text += rule(
        "reel_plan", input: graph.files, output: [refresh.plan], command: refresh.command)
    }
    for (number, target) in graph.targets.enumerated() {
      text += "\n# \(target.label)"
      text += rule(
        "reel_\(number + 1)", input: graph.common + target.needs, output: [target.stamp],
        command: target.command)
    }
    return text
  }

  private static func rule(
    _ name: String, input: [String], output: [String], command: String
  ) -> String {
    let inputs = input.compactMap(path).map { "        \($0),\n" }.joined()
    let outputs = output.compactMap(path).map { "        \($0),\n" }.joined()
    return "\nrule \(name):\n    input:\n\(inputs)    output:\n\(outputs)"
      + "    shell:\n        \(literal(command))\n"
  }
}
