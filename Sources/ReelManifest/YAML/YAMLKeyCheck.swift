import ReelBasics

/// Checks every mapping of a document: keys are text, none stands twice, `<<` merges mappings.
struct YAMLKeyCheck {
  let document: YAMLDocument
  let diagnostics: DiagnosticCollector

  func run() {
    for index in document.records.indices where document.records[index].kind == .mapping {
      check(YAMLNode(document: document, index: index))
    }
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
