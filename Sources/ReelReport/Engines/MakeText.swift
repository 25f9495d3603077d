import ReelBasics

/// Writes names of files into rules of make, as compilers do (`gcc -MD`), so that ninja reads them
/// too.
package enum MakeText {
  /// The name in a list of targets or of what they need; `nil` where make cannot be told: an `=` makes
  /// an assignment of a rule, a `;` begins a recipe, a `%` makes a pattern, a line break ends a line,
  /// and make and ninja do not agree about backslashes before `#` and `:`.
  package static func name(_ path: String) -> String? {
    guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
      !path.contains(where: { "=;%|".contains($0) }), path.last != "\\", path.last != "&",
      !path.contains("\\#"), !path.contains("\\:")
    else { return nil }
    var out = ""
    var slashes = 0
    for character in path {
      switch character {
      // Backslashes in front of it are to mean themselves.
      case " ": out += String(repeating: "\\", count: slashes) + "\\ "
      case "#", ":": out += "\\\(character)"
      case "$": out += "$$"
      default: out.append(character)
      }
      slashes = character == "\\" ? slashes + 1 : 0
    }
    return out
  }

  /// A rule without a recipe: what these files were made of. What they were made of may go: it has a
  /// rule of its own, as `gcc -MP` writes it.
  ///
  /// - Returns: the rule; and the names that make cannot be told.
  package static func dependencies(
    of targets: [String], on needs: [String]
  ) -> (text: String, untold: [String]) {
    let untold = (targets + needs).filter { name($0) == nil }
    let left = targets.compactMap(name)
    let right = needs.compactMap(name)
    guard !left.isEmpty else { return ("", untold) }
    let rule = ([left.joined(separator: " ") + ":"] + right).joined(separator: " \\\n  ") + "\n"
    return (rule + right.map { "\n\($0):\n" }.joined(), untold)
  }
}
