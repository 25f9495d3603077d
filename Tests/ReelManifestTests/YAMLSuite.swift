import ReelBasics

@testable import ReelManifest

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The cases of yaml-test-suite (github.com/yaml/yaml-test-suite, branch `data`), where a checkout of
/// it is at hand: they are not ours and stay out of this repository.
enum YAMLSuite {
  /// The folder of a checkout, from the environment.
  static let folder = ProcessInfo.processInfo.environment["REEL_YAML_SUITE"]

  struct Case {
    /// Such as `229Q`, or `MUS6/03` where one page has several.
    let id: String
    let yaml: [UInt8]
    /// The document as JSON, where it can be said so.
    let json: [UInt8]?
    /// The document as the suite's events.
    let events: String
    let mustFail: Bool
  }

  /// All cases, sorted.
  static func cases(in folder: String) throws -> [Case] {
    let files = FileManager.default
    func read(_ path: String) -> [UInt8]? { files.contents(atPath: path).map { Array($0) } }
    func isCase(_ path: String) -> Bool { files.fileExists(atPath: folder + "/\(path)/in.yaml") }
    let pages = try files.contentsOfDirectory(atPath: folder).filter {
      $0.utf8.count == 4 && $0 == $0.uppercased()
    }
    let ids = try pages.flatMap { page in
      try isCase(page)
        ? [page]
        : files.contentsOfDirectory(atPath: folder + "/" + page).map { page + "/" + $0 }
    }
    return ids.filter(isCase).sorted().compactMap { id in
      let path = folder + "/" + id
      guard let yaml = read(path + "/in.yaml") else { return nil }
      return Case(
        id: id, yaml: yaml, json: read(path + "/in.json"),
        events: String(decoding: read(path + "/test.event") ?? [], as: UTF8.self),
        mustFail: files.fileExists(atPath: path + "/error"))
    }
  }

  /// What became of a case.
  enum Outcome: String, CaseIterable {
    case read = "valid, read as it is meant"
    case outOfScope = "valid, refused by design"
    case refused = "valid, refused by libyaml"
    case differs = "valid, read otherwise"
    case invalid = "invalid, refused"
    case accepted = "invalid, read"
  }

  /// Reads a case as a data file or a manifest is read.
  static func outcome(of item: Case) throws -> (Outcome, why: String) {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: item.id, bytes: item.yaml)
    let document = YAMLParser(source: source, diagnostics: diagnostics).parse()
    let codes = diagnostics.sorted.filter { $0.severity == .error }.map(\.code)
    guard let first = codes.first else {
      if item.mustFail { return (.accepted, "") }
      guard let root = document?.root else { return (.differs, "no document and no word") }
      return try compare(root, with: item)
    }
    if item.mustFail { return (.invalid, first.rawValue) }
    let design: [DiagnosticCode] = [
      .yamlSecondDocument, .yamlTag, .yamlKeyNotText, .fileEmpty, .yamlDuplicateKey,
      .yamlLineSeparator, .yamlAliasCycle, .yamlMergeKey,
    ]
    return (design.contains(first) ? .outOfScope : .refused, first.rawValue)
  }

  private static func compare(
    _ root: YAMLNode, with item: Case
  ) throws -> (Outcome, why: String) {
    let events = YAMLEvents(root).text
    guard events == YAMLEvents.simplified(item.events) else {
      return (.differs, "events\n" + events + YAMLEvents.simplified(item.events))
    }
    guard let json = item.json else { return (.read, "without JSON") }
    let diagnostics = DiagnosticCollector()
    let context = DecodingContext(diagnostics: diagnostics, scope: VariableScope())
    let value = JSONReader(context: context).read(root)
    guard !diagnostics.hasErrors else {
      return (.outOfScope, diagnostics.sorted.first?.message ?? "")
    }
    let wanted = try JSONValue(parsing: json)
    return value.canonical == wanted.canonical
      ? (.read, "") : (.differs, value.canonical + " " + wanted.canonical)
  }
}

/// A document as events, one a line: `+MAP`, `=VAL :plain`, `=VAL "quoted`, `=ALI`.
struct YAMLEvents {
  private(set) var text = ""

  init(_ root: YAMLNode) { add(root) }

  private mutating func add(_ node: YAMLNode) {
    let record = node.document.records[node.index]
    switch record.kind {
    case .alias: text += "=ALI\n"
    case .scalar:
      text += "=VAL \(record.traits.contains(.plain) ? ":" : "\"")\(Self.escaped(node.text))\n"
    case .sequence, .mapping:
      let name = record.kind == .sequence ? "SEQ" : "MAP"
      text += "+\(name)\n"
      var child = node.index + 1
      for _ in 0..<record.count {
        add(YAMLNode(document: node.document, index: child))
        child = node.document.next(after: child)
      }
      text += "-\(name)\n"
    }
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\t": "\\t"
      case "\r": "\\r"
      case "\u{8}": "\\b"
      default: String(scalar)
      }
    }.joined()
  }

  /// The suite's events without what a tree does not keep: anchors, tags, styles of collections and
  /// which kind of quotes or block a text has.
  static func simplified(_ events: String) -> String {
    events.split(separator: "\n").map { line -> String in
      if line.hasPrefix("=ALI") { return "=ALI\n" }
      guard line.hasPrefix("=VAL") else {
        let name = line.prefix(4)
        return name.hasSuffix("MAP") || name.hasSuffix("SEQ") ? name + "\n" : ""
      }
      var rest = line.dropFirst("=VAL ".count)
      while rest.hasPrefix("&") || rest.hasPrefix("<") {
        let end = rest.firstIndex(of: " ") ?? rest.endIndex
        rest = rest[end...].dropFirst()
      }
      return "=VAL \(rest.hasPrefix(":") ? ":" : "\"")\(rest.dropFirst())\n"
    }.joined()
  }
}
