import ReelBasics

/// Writes build files of ninja (ninja-build.org/manual.html, "Lexical syntax").
enum NinjaText {
  /// The name of a file in a list; `nil` where ninja cannot be told.
  static func path(_ path: String) -> String? {
    let isTold = path.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "|") }
    return isTold ? dollared(path, Set("$ :".utf8)) : nil
  }

  /// A value of a variable, up to the end of its line.
  static func value(_ text: String) -> String { dollared(text, Set("$".utf8)) }

  private static func dollared(_ text: String, _ special: Set<UInt8>) -> String {
    text.escaped { byte in
      special.contains(byte) ? "$" + String(decoding: [byte], as: UTF8.self) : nil
    }
  }

  /// A graph as a build file.
  static func file(_ graph: BuildGraph) -> String {
    var text =
      graph.head + """

        ninja_required_version = 1.7

        # An output that is as it should be is left as it is, and so are those behind it.
        rule reel
          command = $line
          description = reel $id
          restat = 1

        rule export
          command = $line
          description = reel export
          generator = 1

        """
    if let refresh = graph.refresh {
      text += build(
        [refresh.file, refresh.plan], rule: "export", needs: graph.files, line: refresh.command)
    }
    for target in graph.targets {
      text += build(
        [target.stamp] + target.outputs, rule: "reel", needs: graph.common + target.needs,
        line: target.command, id: target.label)
    }
    text += "\nbuild reel-all: phony"
    for target in graph.targets { text += " $\n  \(path(target.stamp) ?? "")" }
    return text + "\ndefault reel-all\n"
  }

  private static func build(
    _ outputs: [String], rule: String, needs: [String], line: String, id: String? = nil
  ) -> String {
    let left = outputs.compactMap(path).joined(separator: " ")
    let right = needs.compactMap(path).map { " $\n    \($0)" }.joined()
    let name = id.map { "  id = \(value($0))\n" } ?? ""
    return "\nbuild \(left): \(rule)\(right)\n  line = \(value(line))\n\(name)"
  }
}
