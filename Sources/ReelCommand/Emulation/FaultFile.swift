import ReelBasics
import ReelEmulator
import ReelManifest

/// A file of fault rules for the emulator: a YAML list.
struct FaultFile {
  /// What is wrong with it, as manifests are told.
  let diagnostics = DiagnosticCollector()

  private static let ruleKeys = ["match", "fault", "times"]
  private static let matchKeys = ["operation", "prompt", "nth", "rate"]

  /// The rules of the file at `path`, which messages call `name`; no good where `diagnostics` has
  /// errors afterwards.
  func read(path: String, name: String) -> [FaultRule] {
    let limits = YAMLLimits()
    do {
      return read(try LocalFileReader().read(path, limit: limits.bytes), name: name)
    } catch {
      diagnostics.report(ManifestLoader.code(of: error), "\(name) \(error.reason)", at: nil)
      return []
    }
  }

  /// The rules of a file whose bytes are at hand.
  func read(_ bytes: [UInt8], name: String) -> [FaultRule] {
    let source = SourceText(name: name, bytes: bytes)
    guard let document = YAMLParser(source: source, diagnostics: diagnostics).parse() else {
      return []
    }
    let root = document.root
    guard root.kind == .sequence else {
      report(.manifestWrongType, "the file has to be a list of rules", at: root)
      return []
    }
    return root.elements.compactMap(rule)
  }

  // MARK: Rules

  private func rule(_ node: YAMLNode) -> FaultRule? {
    let values = mapping(node, keys: Self.ruleKeys, subject: "the rule")
    if values["fault"] == nil, node.kind == .mapping {
      report(.manifestMissingKey, "the rule has no 'fault'", at: node)
    }
    let fault = values["fault"].flatMap(fault)
    let times = values["times"].flatMap { integer($0, of: "times") }
    let conditions =
      values["match"].map { mapping($0, keys: Self.matchKeys, subject: "'match'") } ?? [:]
    let words = conditions["operation"].map { operations($0, fault) } ?? []
    let nth = conditions["nth"].flatMap { integer($0, of: "nth") }
    let rate = conditions["rate"].flatMap(rate)
    guard let fault else { return nil }
    var rule = FaultRule(fault)
    rule.operations = words
    rule.prompt = conditions["prompt"]?.text
    rule.nth = nth
    rule.rate = rate
    rule.times = times
    return rule
  }

  private func operations(_ node: YAMLNode, _ fault: Fault?) -> Set<String> {
    var words: Set<String> = []
    for element in node.kind == .sequence ? node.elements : [node] {
      let word = element.text
      guard FaultRule.operationWords.contains(word) else {
        let near = NearestName.of(word, in: FaultRule.operationWords)
        report(
          .manifestBadValue,
          "unknown operation '\(word)'" + (near.map { "; did you mean '\($0)'?" } ?? ""),
          at: element, help: "one of \(FaultRule.operationWords.joined(separator: ", "))")
        continue
      }
      if let fault, !FaultRule(fault).canHappen(to: word) {
        report(.manifestBadValue, "'\(fault.name)' cannot happen to '\(word)'", at: element)
      }
      words.insert(word)
    }
    return words
  }

  // MARK: Faults

  /// A fault as one line, or as a mapping whose first key names it and holds its value.
  private func fault(_ node: YAMLNode) -> Fault? {
    do throws(FaultWordsError) {
      guard node.kind == .mapping else { return try Fault(node.text) }
      let entries = node.entries
      guard let first = entries.first else {
        report(.manifestMissingKey, "the fault has no name", at: node)
        return nil
      }
      var settings: [String: String] = [:]
      for entry in entries.dropFirst() { settings[entry.key.text] = entry.value.text }
      let value = first.value.isNull ? nil : first.value.text
      return try Fault(name: first.key.text, value: value, settings: settings)
    } catch {
      let entry = node.entries.first { $0.key.text == error.setting }
      report(.manifestBadValue, error.message, at: entry?.key ?? node)
      return nil
    }
  }

  // MARK: Values

  private func mapping(
    _ node: YAMLNode, keys: [String], subject: String
  ) -> [String: YAMLNode] {
    guard node.kind == .mapping else {
      report(.manifestWrongType, "\(subject) has to be a mapping", at: node)
      return [:]
    }
    var values: [String: YAMLNode] = [:]
    for (key, value) in node.entries {
      if keys.contains(key.text) {
        values[key.text] = value
      } else {
        let near = NearestName.of(key.text, in: keys)
        report(
          .manifestUnknownKey,
          "unknown key '\(key.text)' in \(subject)"
            + (near.map { "; did you mean '\($0)'?" } ?? ""), at: key)
      }
    }
    return values
  }

  private func integer(_ node: YAMLNode, of key: String) -> Int? {
    guard case .integer(let number) = YAMLScalar(node), number >= 1 else {
      report(.manifestBadValue, "'\(key)' has to be a whole number from 1", at: node)
      return nil
    }
    return number
  }

  private func rate(_ node: YAMLNode) -> Double? {
    let number: Double? =
      switch YAMLScalar(node) {
      case .integer(let number): Double(number)
      case .float(let number): number
      default: nil
      }
    guard let number, (0...1).contains(number) else {
      report(.manifestBadValue, "'rate' has to be a number from 0 to 1", at: node)
      return nil
    }
    return number
  }

  private func report(
    _ code: DiagnosticCode, _ message: String, at node: YAMLNode, help: String? = nil
  ) {
    diagnostics.report(code, message, at: node.location, help: help)
  }
}
