import ReelBasics
import ReelCatalogue

/// Reads `output` into a template of a path that stays where it belongs.
struct OutputReader {
  let context: DecodingContext

  /// The template; where it is absent or wrong, which is reported, the one made of the id.
  ///
  /// Where the medium is `nil`, which is that of a mistaken asset, nothing is said of an extension.
  func read(
    _ reader: MappingReader, of name: CellName, at key: YAMLNode, medium known: Medium?, count: Int
  ) -> OutputTemplate {
    let medium = known ?? .image
    guard let node = reader.value(AssetFields.output) else {
      let usual = usual(name, medium)
      // What else ids cannot be is reported of the id.
      if let problem = Self.tooLong(usual, count: count) {
        context.report(
          .outputPath, "the path that '\(key.text)' gives its output \(problem)", at: key,
          help: "give it an 'output', or a shorter id")
      }
      return usual
    }
    guard let (template, written) = template(node, medium) else { return usual(name, medium) }
    if let problem = Self.problem(with: template, written, count: count) {
      context.report(.outputPath, "'output' \(problem)", at: node)
      return usual(name, medium)
    }
    if let known { check(template, written, medium: known, count: count, at: node) }
    return template
  }

  private func usual(_ name: CellName, _ medium: Medium) -> OutputTemplate {
    OutputTemplate(Self.path(of: name), medium: medium)
  }

  /// What is written, `${…}` replaced, and the path that this is of the first variant; `nil` where
  /// something is wrong, which is reported.
  private func template(
    _ node: YAMLNode, _ medium: Medium
  ) -> (OutputTemplate, written: String)? {
    guard let raw = context.rawText(node, of: "output") else { return nil }
    guard node.mayHaveVariables else {
      return (OutputTemplate(raw, from: node.lazyText, medium: medium), raw)
    }
    let pieces = context.scope.pieces(
      of: raw, at: node, allowsIndex: true, diagnostics: context.diagnostics)
    guard let pieces,
      context.take(pieces.reduce(0) { $0 + $1.written.utf8.count }, at: node)
    else { return nil }
    let template = OutputTemplate(pieces: joined(pieces), medium: medium)
    return (template, template.written)
  }

  /// Where an asset goes that says nothing of it.
  private static func path(of name: CellName) -> String {
    guard !name.axes.isEmpty else { return name.asset }
    let values = name.axes.map { SafeName.component($0.value) }.joined(separator: "-")
    return name.asset + "/" + SafeName.component(values)
  }

  /// Inserted values are made safe; what the author wrote is checked, not changed.
  private func joined(_ pieces: [VariableScope.Piece]) -> [OutputTemplate.Piece] {
    var joined: [OutputTemplate.Piece] = []
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let written): text += written
      case .inserted(let value): text += SafeName.component(value)
      case .index:
        joined += [.text(text), .index]
        text = ""
      }
    }
    return (joined + [.text(text)]).filter { $0 != .text("") }
  }

  private func check(
    _ template: OutputTemplate, _ written: String, medium: Medium, count: Int, at node: YAMLNode
  ) {
    if count == 1, template.hasIndex {
      context.report(
        .outputIndex, "'${index}' numbers variants, and there is one", at: node,
        help: "ask for more with 'count', or leave it out")
    }
    guard template.promisedExtension == nil else { return }
    let other: Medium = medium == .image ? .video : .image
    for wrong in OutputTemplate.extensions(of: other)
    where written.lowercased().hasByteSuffix(".\(wrong)") {
      context.report(
        .outputExtension,
        "'.\(wrong)' is \(other.withArticle), and this makes "
          + medium.withArticle, at: node)
    }
    let suffix = written.parts(between: UInt8(ascii: ".")).last?.lowercased() ?? ""
    if Self.otherExtensions.contains(suffix) {
      let ours = OutputTemplate.extensions(of: medium).joined(separator: ", ")
      context.report(
        .outputExtension, "Reel writes no '.\(suffix)'", at: node, help: "it writes \(ours)")
    }
  }

  /// Extensions that promise something Reel does not keep.
  private static let otherExtensions: Set<String> = [
    "gif", "tif", "tiff", "bmp", "svg", "avif", "heic", "jxl", "psd", "pdf", "webm", "mov", "mkv",
    "avi", "m4v", "mpg", "mpeg", "ogv", "txt", "zip",
  ]

  /// What is wrong with the paths of a template, of which the first is written so, in words that follow
  /// its name.
  private static func problem(
    with template: OutputTemplate, _ written: String, count: Int
  ) -> String? {
    if isPlain(written), written.utf8.count < plainLength {
      guard let suffix = template.promisedExtension else { return nil }
      let end = written.utf8.count - suffix.utf8.count - 1
      if end > 0, written.byte(at: end - 1) != UInt8(ascii: "/") { return nil }
    }
    if let problem = problem(with: written) { return problem }
    if template.promisedExtension != nil, let (name, _) = written.cut(atLast: UInt8(ascii: ".")) {
      if name.isEmpty || name.hasByteSuffix("/") { return "has no name before its extension" }
    }
    return tooLong(template, count: count)
  }

  /// A path of fewer bytes is not too long, whatever variants and extensions add to it.
  private static let plainLength = 200

  /// Whether nothing can be wrong with the parts of a path, as is so of nearly all: they are in ASCII,
  /// none is empty or dots alone, and no dot begins the first.
  private static func isPlain(_ path: String) -> Bool {
    guard path.utf8.first != UInt8(ascii: ".") else { return false }
    var hasName = false
    let isPlain = path.hasOnlyBytes { byte in
      switch byte {
      case UInt8(ascii: "/"):
        guard hasName else { return false }
        hasName = false
        return true
      case UInt8(ascii: "."): return true
      case 0x20..<0x7f:
        hasName = true
        return true
      default: return false
      }
    }
    return isPlain && hasName
  }

  /// What is wrong with a path below the output directory, in words that follow its name.
  static func problem(with path: String) -> String? {
    if path.isEmpty || path.hasByteSuffix("/") { return "names no file" }
    if path.hasBytePrefix("/") { return "is absolute; it is a path below the output directory" }
    if StateFolder.holds(path) {
      return "begins with '\(StateFolder.name)', where Reel keeps its records"
    }
    for part in path.parts(between: UInt8(ascii: "/"), keepsEmpty: true) {
      if part.isEmpty { return "has an empty folder name" }
      if part == ".." || part == "." { return "has '\(part)' in it" }
      if part.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        return "holds a control character"
      }
    }
    return nil
  }

  /// Whether file systems refuse the longest of the paths for its length, in the same words.
  private static func tooLong(_ template: OutputTemplate, count: Int) -> String? {
    let path = template.path(variant: count, of: count, format: "webp")
    if path.utf8.count < plainLength { return nil }
    if path.pathParts.contains(where: { $0.utf8.count > 255 }) {
      return "has a name of more than 255 bytes"
    }
    return path.utf8.count > 1024 ? "is longer than 1024 bytes" : nil
  }
}

extension VariableScope.Piece {
  /// The piece as text.
  var written: String {
    switch self {
    case .text(let text), .inserted(let text): text
    case .index: "${index}"
    }
  }
}
