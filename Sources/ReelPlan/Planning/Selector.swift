import ReelBasics
package import ReelManifest

/// A choice of assets on a command line: `banner*`, `banner[product=mug]`, `tag:spring`, `clip+`,
/// `not:old*`, `!old*`.
package struct Selector: Sendable {
  private enum Subject: Sendable {
    case id(CellGlob)
    case tag(Glob)
  }

  /// The selector as it was written.
  package let text: String
  private let subject: Subject
  private let excludes: Bool
  /// Whether all that needs a match comes too.
  private let takesDownstream: Bool

  /// Reads a selector; `nil` for an empty one.
  package init?(_ text: String) {
    self.text = text
    let excluded = text.without(prefix: "not:") ?? text.without(prefix: "!")
    excludes = excluded != nil
    let whole = excluded ?? text[...]
    let upstream = whole.without(suffix: "+")
    takesDownstream = upstream != nil
    let name = upstream ?? whole
    let tag = name.without(prefix: "tag:")
    subject = if let tag { .tag(Glob(tag)) } else { .id(CellGlob(name)) }
    guard !(tag ?? name).isEmpty else { return nil }
  }

  /// What selectors choose: numbers of assets.
  package struct Choice: Sendable {
    package let selected: Set<Int>
    /// What an exclusion names: not asked for, even where others need it.
    package let excluded: Set<Int>
  }

  /// What the selectors choose; only exclusions start from everything.
  ///
  /// - Throws: ``SelectorError`` for one that matches nothing.
  package static func choose(
    _ selectors: [Selector], from assets: [Asset], graph: AssetGraph
  ) throws(SelectorError) -> Choice {
    let isOnlyExclusion = selectors.allSatisfy(\.excludes)
    var chosen = isOnlyExclusion ? Set(assets.indices) : []
    for selector in selectors {
      let matches = selector.matches(in: assets, graph: graph)
      guard !matches.isEmpty else { throw SelectorError(selector: selector.text) }
      if !selector.excludes { chosen.formUnion(matches) }
    }
    var excluded: Set<Int> = []
    for selector in selectors where selector.excludes {
      excluded.formUnion(selector.matches(in: assets, graph: graph))
    }
    return Choice(selected: chosen.subtracting(excluded), excluded: excluded)
  }

  /// Whether the selectors mean an id that no asset has any more; tags that it had are not known.
  package static func mean(_ selectors: [Selector], gone id: String) -> Bool {
    let matches = selectors.filter { selector in
      guard case .id(let glob) = selector.subject else { return false }
      return glob.matches(CellName(id) ?? CellName(asset: id, axes: []))
    }
    if matches.contains(where: \.excludes) { return false }
    return selectors.allSatisfy(\.excludes) || !matches.isEmpty
  }

  private func matches(in assets: [Asset], graph: AssetGraph) -> Set<Int> {
    var matches = Set(
      assets.indices.filter { number in
        switch subject {
        case .id(let glob): glob.matches(assets[number])
        case .tag(let glob): assets[number].tags.contains { glob.matches($0) }
        }
      })
    guard takesDownstream else { return matches }
    var next = Array(matches)
    while let number = next.popLast() {
      for other in graph.downstream[number] where matches.insert(other).inserted {
        next.append(other)
      }
    }
    return matches
  }
}

/// A pattern for an asset and for the cells of its matrix: axes in any order, those that are not
/// named may have any value.
package struct CellGlob: Sendable {
  private let asset: Glob
  private let axes: [(name: Glob, value: Glob)]

  /// Reads a pattern.
  package init(_ text: some StringProtocol) {
    // What makes no sense as a cell is a pattern of letters, and matches nothing.
    let name = CellName(text) ?? CellName(asset: String(text), axes: [])
    asset = Glob(name.asset)
    axes = name.axes.map { (Glob($0.name), Glob($0.value)) }
  }

  /// Whether it means the asset, or the cell.
  package func matches(_ asset: Asset) -> Bool {
    matches(asset.cell?.name ?? CellName(asset: asset.id.text, axes: []))
  }

  func matches(_ name: CellName) -> Bool {
    guard asset.matches(name.asset) else { return false }
    return axes.allSatisfy { axis in
      name.axes.contains { axis.name.matches($0.name) && axis.value.matches($0.value) }
    }
  }
}

/// A selector that matches nothing.
package struct SelectorError: Error, Sendable {
  package let selector: String
}

/// A pattern in which `*` stands for any letters and `?` for one.
struct Glob: Sendable {
  private enum Piece: Sendable, Hashable {
    case letter(Character)
    case anyLetter
    case anyLetters
  }

  /// The pattern as it is written.
  private let text: String
  private let pattern: [Piece]

  init(_ text: some StringProtocol) {
    self.text = String(text)
    var pattern: [Piece] = []
    var rest = self.text[...]
    while true {
      let letters = rest.before(anyOf: "*?")
      pattern += letters.map { .letter($0) }
      rest = rest[letters.endIndex...]
      guard let sign = rest.utf8.first else { break }
      pattern.append(sign == UInt8(ascii: "*") ? .anyLetters : .anyLetter)
      rest = rest[rest.utf8.index(after: rest.startIndex)...]
    }
    self.pattern = pattern
  }

  /// Whether the whole text matches. Takes time of pattern times text at the most.
  func matches(_ text: String) -> Bool {
    // Of the text itself a sign may be a part of a letter, as with an accent behind it.
    if text == self.text { return true }
    let text = Array(text)
    var (position, at) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while at < text.count {
      if position < pattern.count, pattern[position] == .anyLetters {
        star = (position, at)
        position += 1
      } else if position < pattern.count,
        pattern[position] == .anyLetter || pattern[position] == .letter(text[at])
      {
        position += 1
        at += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        position = last.pattern + 1
        at = last.text + 1
      } else {
        return false
      }
    }
    return pattern[position...].allSatisfy { $0 == .anyLetters }
  }
}
