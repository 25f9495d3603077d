import ReelBasics

extension MakeText {
  /// A graph as a makefile for GNU make 4.3.
  static func file(_ graph: BuildGraph) -> String {
    var text = graph.head + "\n.PHONY: reel-all\nreel-all:"
    for target in graph.targets { text += " \\\n  \(name(target.stamp) ?? "")" }
    text += "\n.DELETE_ON_ERROR:\n"
    if let refresh = graph.refresh {
      // Make brings what it reads up to date first, and begins anew.
      text += rule(
        for: [refresh.file, refresh.plan], needs: graph.files, grouped: true,
        command: refresh.command)
    }
    for file in graph.files.compactMap(name) { text += "\n\(file):\n" }
    for target in graph.targets {
      text += "\n# \(target.label)"
      text += rule(
        for: [target.stamp], needs: graph.common + target.needs + target.outputs,
        command: target.command)
      // One that is missing counts as new: its asset is run again.
      let outputs = target.outputs.compactMap(name)
      if !outputs.isEmpty { text += outputs.joined(separator: " ") + ": ;\n" }
    }
    return text
  }

  private static func rule(
    for targets: [String], needs: [String], grouped: Bool = false, command: String
  ) -> String {
    let left = targets.compactMap(name).joined(separator: " ")
    let right = needs.compactMap(name).map { " \\\n  \($0)" }.joined()
    return "\n\(left) \(grouped ? "&:" : ":")\(right)\n\t\(recipe(command))\n"
  }

  /// A shell's line as a recipe.
  static func recipe(_ line: String) -> String {
    line.escaped { $0 == UInt8(ascii: "$") ? "$$" : nil }
  }
}
