import ReelBasics

/// Where the assets of a manifest stand in its text, and which of them belong together: what it takes to
/// read some of them without the others.
///
/// In flat arrays of four bytes a number, as there may be 100,000 entries and it is kept on disk.
package struct ManifestLayout: Sendable, Hashable {
  /// The offset of the line that each entry begins with, and of what follows the last one.
  package let starts: [UInt32]
  /// The numbers of these lines, from 0.
  package let lines: [UInt32]
  /// Where the ties of each entry begin among all, and where the last ones end.
  package let tieStarts: [UInt32]
  /// What an entry cannot do without: the number of another entry, doubled. Even where an asset of it needs
  /// one of the other, so that its work depends on the other's; odd where it has an alias for what the
  /// other has the anchor of, so that its text cannot be read alone.
  package let ties: [UInt32]

  package var entryCount: Int { starts.count - 1 }

  /// The layout with these numbers; `nil` where they are none of a text of `byteCount` bytes.
  package init?(
    starts: [UInt32], lines: [UInt32], tieStarts: [UInt32], ties: [UInt32], byteCount: Int
  ) {
    guard starts.count > 1, lines.count == starts.count, tieStarts.count == starts.count,
      Self.ascends(starts), Int(starts[starts.count - 1]) <= byteCount, Self.ascends(lines),
      Self.ascends(tieStarts), tieStarts[0] == 0, Int(tieStarts[tieStarts.count - 1]) == ties.count,
      ties.allSatisfy({ Int($0 / 2) < starts.count - 1 })
    else { return nil }
    self.starts = starts
    self.lines = lines
    self.tieStarts = tieStarts
    self.ties = ties
  }

  private static func ascends(_ numbers: [UInt32]) -> Bool {
    zip(numbers, numbers.dropFirst()).allSatisfy { $0 <= $1 }
  }

  /// The layout of a manifest that was found right; `nil` where its assets do not stand in its text one
  /// below the other, each on lines of its own.
  ///
  /// `needs` gives, for the names of the entries, the numbers of those that each one's assets need.
  package init?(of bytes: [UInt8], needs: (_ names: [String]) -> [[Int]]) {
    let source = SourceText(name: "", bytes: bytes)
    guard let document = YAMLParser(source: source, diagnostics: DiagnosticCollector()).parse(),
      // Where aliases stand for very much, a change may be too much for the whole and not for an excerpt.
      document.expandedCount < 2 * document.records.count,
      let entries = AssetEntries(document)
    else { return nil }
    let needs = needs(entries.keys.map(\.text))
    guard let anchors = entries.anchors, needs.count == anchors.count else { return nil }
    var tieStarts: [UInt32] = [0]
    var ties: [UInt32] = []
    for (needed, read) in zip(needs, anchors) {
      ties += needed.map { UInt32($0) * 2 }
      ties += read.map { UInt32($0) * 2 + 1 }
      tieStarts.append(UInt32(ties.count))
    }
    let lines = entries.keys.map(\.mark.line) + [entries.endLine]
    let starts = lines.map { $0 < source.lineCount ? source.line($0).startIndex : bytes.count }
    self.init(
      starts: starts.map { UInt32($0) }, lines: lines.map { UInt32($0) }, tieStarts: tieStarts,
      ties: ties, byteCount: bytes.count)
  }

  /// The entry that a byte stands in; `nil` outside of them.
  package func entry(at offset: Int) -> Int? {
    guard offset >= Int(starts[0]), offset < Int(starts[entryCount]) else { return nil }
    var low = 0
    var high = entryCount
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// These entries, all whose work depends on theirs, and all that is needed to read and to plan them, in
  /// the order of the text; `nil` where that is more than `most`.
  package func surroundings(of entries: Range<Int>, most: Int) -> [Int]? {
    var isChosen = [Bool](repeating: false, count: entryCount)
    var chosen = Array(entries)
    for entry in entries { isChosen[entry] = true }
    // Most manifests say first what others build on: one pass finds all, the next that it did.
    var before = -1
    while before < chosen.count, chosen.count <= most {
      before = chosen.count
      for entry in 0..<entryCount where !isChosen[entry] && needs(entry, isChosen) {
        isChosen[entry] = true
        chosen.append(entry)
      }
    }
    var next = 0
    while next < chosen.count, chosen.count <= most {
      for tie in ties[ties(of: chosen[next])] where !isChosen[Int(tie / 2)] {
        isChosen[Int(tie / 2)] = true
        chosen.append(Int(tie / 2))
      }
      next += 1
    }
    return chosen.count <= most ? chosen.sorted() : nil
  }

  private func needs(_ entry: Int, _ isChosen: [Bool]) -> Bool {
    ties[ties(of: entry)].contains { $0 % 2 == 0 && isChosen[Int($0 / 2)] }
  }

  private func ties(of entry: Int) -> Range<Int> {
    Int(tieStarts[entry])..<Int(tieStarts[entry + 1])
  }
}
