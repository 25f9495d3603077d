import ReelBasics

/// Checks mappings of a document: keys are text, none stands twice, `<<` merges mappings.
struct YAMLKeyCheck {
  let document: YAMLDocument
  let diagnostics: DiagnosticCollector

  /// Checks those of these numbers.
  func run(_ mappings: [Int]) {
    var hashes: [UInt64] = []
    for index in mappings where !isSound(index, &hashes) {
      check(YAMLNode(document: document, index: index))
    }
  }

  /// Whether nothing can be wrong with the keys of a mapping, as is so of nearly all: they are plain
  /// names in ASCII, and differ. `hashes` is room to work in.
  private func isSound(_ mapping: Int, _ hashes: inout [UInt64]) -> Bool {
    hashes.removeAll(keepingCapacity: true)
    var next = mapping + 1
    for _ in 0..<(document.records[mapping].count / 2) {
      let key = document.records[next]
      guard key.kind == .scalar, key.traits.isDisjoint(with: [.null, .mergeKey]),
        let hash = document.hashOfASCII(key)
      else { return false }
      hashes.append(hash)
      next = document.next(after: next + 1)
    }
    guard hashes.count <= 16 else { return Set(hashes).count == hashes.count }
    for first in hashes.indices {
      for second in hashes.indices[..<first] where hashes[first] == hashes[second] {
        return false
      }
    }
    return true
  }

  private func check(_ mapping: YAMLNode) {
    var first: [String: YAMLNode] = [:]
    for (key, value) in mapping.writtenEntries {
      guard key.isName else {
        diagnostics.report(
          .yamlKeyNotText, "a key has to be a text", at: key.location,
          help: "to write braces in a text, put it in quotes")
        continue
      }
      if key.isMergeKey { checkMerge(value) }
      guard let earlier = first.updateValue(key, forKey: key.text) else { continue }
      first[key.text] = earlier
      diagnostics.report(
        .yamlDuplicateKey, "the key '\(key.text)' stands twice", at: key.location,
        notes: [Diagnostic.Note("it is here first", at: earlier.location)])
    }
  }

  private func checkMerge(_ value: YAMLNode) {
    let sources = value.kind == .sequence ? value.elements : [value]
    guard !sources.allSatisfy({ $0.kind == .mapping }) else { return }
    diagnostics.report(
      .yamlMergeKey, "'<<' takes an alias of a mapping, or a list of them", at: value.location)
  }
}
