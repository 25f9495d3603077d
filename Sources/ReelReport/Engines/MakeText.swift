import ReelBasics

/// Writes names of files into rules of make, as compilers do (`gcc -MD`), so that ninja reads them
/// too.
package enum MakeText {
  /// The name in a list of targets or of what they need; `nil` where make cannot be told: an `=` makes
  /// an assignment of a rule, a `;` begins a recipe, a `%` makes a pattern, `*`, `?` and `[` stand for
  /// other files and a leading `~` for a home, a line break ends a line,
  /// and make and ninja do not agree about backslashes before `#` and `:`.
  package static func name(_ path: String) -> String? {
    let bytes = Array(path.utf8)
    let ends = [UInt8(ascii: "\\"), UInt8(ascii: "&")]
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && !untold.contains($0) }),
      let last = bytes.last, !ends.contains(last), bytes.first != UInt8(ascii: "~")
    else { return nil }
    var slashes = 0
    for byte in bytes {
      if slashes > 0, byte == UInt8(ascii: "#") || byte == UInt8(ascii: ":") { return nil }
      slashes = byte == UInt8(ascii: "\\") ? slashes + 1 : 0
    }
    return path.escaped { byte in
      defer { slashes = byte == UInt8(ascii: "\\") ? slashes + 1 : 0 }
      switch byte {
      // Backslashes in front of it are to mean themselves.
      case UInt8(ascii: " "): return String(repeating: "\\", count: slashes) + "\\ "
      case UInt8(ascii: "#"): return "\\#"
      case UInt8(ascii: ":"): return "\\:"
      case UInt8(ascii: "$"): return "$$"
      default: return nil
      }
    }
  }

  private static let untold = Set("=;%|*?[]".utf8)

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
