@testable import ReelReport

/// Reads the tree of a graph whose labels are single words.
struct TextReader {
  private(set) var edges: Set<NamedEdge> = []
  /// How often each node has a line of its own.
  private(set) var lines: [String: Int] = [:]

  init(_ text: String) {
    // The node above at each level, with the guide in columns.
    var above: [String] = []
    for line in Self.joined(text) {
      let guide = line.prefix { " │├└─".contains($0) }
      let level = guide.count / 3
      let parts = line.dropFirst(guide.count).components(of: " · ")
      let head = parts[0].components(of: " – ")
      let name = String(head[0].split(separator: " ")[0])
      let count = head[0].split(separator: " ").dropFirst().first.flatMap { Int($0.dropFirst()) }
      above = Array(above.prefix(level)) + [name]
      guard !parts[0].hasSuffix("(from above)") else { continue }
      lines[name, default: 0] += 1
      if level > 0 {
        let note = head[1].components(of: " (").dropFirst().first.map { $0.components(of: ")")[0] }
        edges.insert(
          NamedEdge(from: above[level - 1], to: name, note: note ?? "", usual: count ?? 1))
      }
      for part in parts.dropFirst() {
        let isNeed = part.hasPrefix("after ")
        for item in part.components(of: " goes on")[0].replacing(" …", with: "")
          .split(separator: " ", maxSplits: 1)[1].components(of: ", ")
        {
          let words = item.components(of: " (")
          edges.insert(
            NamedEdge(
              from: words[0] == "itself" ? name : words[0], to: name,
              note: words.count > 1 ? String(words[1].dropLast()) : "", usual: count ?? 1,
              plain: isNeed ? .needs : .source))
        }
      }
    }
  }

  /// The lines below the first, each with what was broken off it.
  private static func joined(_ text: String) -> [String] {
    var lines: [String] = []
    for line in text.split(separator: "\n").dropFirst() {
      let guide = line.prefix { " │├└─".contains($0) }
      let isNew = guide.isEmpty || guide.contains("├") || guide.contains("└")
      if isNew || lines.isEmpty {
        lines.append(String(line))
      } else {
        lines[lines.count - 1] += " " + line.dropFirst(guide.count)
      }
    }
    return lines
  }
}

extension StringProtocol {
  /// The text between separators.
  func components(of separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
  }
}
