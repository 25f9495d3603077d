import ReelBasics

/// What somebody changed in a manifest, where all of it lies within the entries of some assets: excerpts
/// of what it was and is, with these assets, all that depends on them, and all that it takes to read and
/// plan them.
///
/// What the excerpts say of their assets, the whole texts say. What they leave out reads as it did, as
/// long as nothing that others see of an asset differs between the two: whoever decodes them compares its
/// id, its outputs, and what it needs.
package struct ManifestEdit: Sendable {
  package let before: ManifestExcerpt
  package let after: ManifestExcerpt

  /// The edit that made `new` of `old`; `nil` where it is none of this kind, where more than `most`
  /// entries have to do with it, or where there is a doubt about where the changed entries end.
  package init?(from old: [UInt8], to new: [UInt8], layout: ManifestLayout, most: Int = 2000) {
    guard let changed = Self.changedEntries(from: old, to: new, layout),
      let entries = layout.surroundings(of: changed, most: most)
    else { return nil }
    let start = Int(layout.starts[changed.lowerBound])
    let end = Int(layout.starts[changed.upperBound])
    let was = EntryText(Array(old[start..<end]))
    let now = EntryText(Array(new[start..<end + new.count - old.count]))
    // An anchor would be others'.
    guard now.isIndented(by: was.indentation), !was.mayHaveAnchor, !now.mayHaveAnchor,
      now.endsItsLine || end == old.count
    else { return nil }
    let cut = Cut(layout: layout, entries: entries, changed: changed)
    let oldPieces = cut.pieces(of: old, addedBytes: 0, addedLines: 0)
    let newPieces = cut.pieces(
      of: new, addedBytes: new.count - old.count, addedLines: now.lineCount - was.lineCount)
    before = ManifestExcerpt(of: old, oldPieces)
    after = ManifestExcerpt(of: new, newPieces)
    // Where the text up to the end of the changed entries has the same ones, one below the other as they
    // were, what follows begins anew; and no alias is for what is left out.
    let count = 1 + entries.count { $0 < changed.lowerBound } + 1
    guard let one = Self.shape(ManifestExcerpt(of: old, Array(oldPieces.prefix(count)))),
      let other = Self.shape(ManifestExcerpt(of: new, Array(newPieces.prefix(count)))),
      one == other
    else { return nil }
  }

  /// What the entries of an excerpt look like to those that follow.
  private struct Shape: Equatable {
    let names: [String]
    let column: Int
    let aliases: [Int]
  }

  /// `nil` where it cannot be read.
  private static func shape(_ excerpt: ManifestExcerpt) -> Shape? {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: "", bytes: excerpt.bytes)
    guard let document = YAMLParser(source: source, diagnostics: diagnostics).parse(),
      !diagnostics.hasErrors, let entries = AssetEntries(document)
    else { return nil }
    return Shape(
      names: entries.keys.map(\.text), column: entries.keys[0].mark.column,
      aliases: entries.aliasTargets)
  }

  /// The entries that all differences lie in; `nil` where some lie outside, or there are none.
  private static func changedEntries(
    from old: [UInt8], to new: [UInt8], _ layout: ManifestLayout
  ) -> Range<Int>? {
    let most = min(old.count, new.count)
    let same = old.commonPrefix(with: new)
    guard same < max(old.count, new.count) else { return nil }
    let sameEnd = min(old.commonSuffix(with: new), most - same)
    let end = old.count - sameEnd
    let bounds = Int(layout.starts[0])...Int(layout.starts[layout.entryCount])
    guard bounds.contains(same), bounds.contains(end) else { return nil }
    let last = layout.entry(at: max(same, end - 1)) ?? layout.entryCount - 1
    var first = layout.entry(at: same) ?? layout.entryCount - 1
    // Lines that were added at the end of an entry may share their first letters with the next one.
    let line = old.position(of: UInt8(ascii: "\n"), from: Int(layout.starts[first])) ?? old.count
    if first > 0, same <= line { first -= 1 }
    return first..<last + 1
  }

  /// What of a text is in an excerpt.
  private struct Cut {
    let layout: ManifestLayout
    let entries: [Int]
    /// Some of them, one behind the other.
    let changed: Range<Int>

    /// The pieces of a text in which the changed entries have so much more than in the layout.
    func pieces(of text: [UInt8], addedBytes: Int, addedLines: Int) -> [ManifestExcerpt.Piece] {
      func start(_ entry: Int) -> Int {
        Int(layout.starts[entry]) + (entry >= changed.upperBound ? addedBytes : 0)
      }
      func piece(_ range: Range<Int>, line entry: Int) -> ManifestExcerpt.Piece {
        let line = Int(layout.lines[entry])
        return ManifestExcerpt.Piece(
          range: range, line: line + (entry >= changed.upperBound ? addedLines : 0))
      }
      let end = layout.entryCount
      // The changed ones are one piece, as nobody knows where each of them ends now.
      let parts = entries.compactMap { entry -> Range<Int>? in
        changed.contains(entry) ? (entry == changed.lowerBound ? changed : nil) : entry..<entry + 1
      }
      return [ManifestExcerpt.Piece(range: 0..<start(0), line: 0)]
        + parts.map { piece(start($0.lowerBound)..<start($0.upperBound), line: $0.lowerBound) }
        + [piece(start(end)..<text.count, line: end)]
    }
  }
}
