import ReelBasics
import ReelCatalogue

/// Reads references and finds what they name.
struct ReferenceReader {
  let folder: String
  let sources: [String: NamedSource]
  let drafts: [String: AssetDraft]
  /// Every id that is written, also where its asset could not be read: those are reported once.
  let ids: Set<String>
  let files: any FileReader
  let context: DecodingContext

  /// A reference of which the target is known, before anything is asked of its medium.
  private struct Found {
    let target: InputTarget
    let medium: Medium?
    let written: String
  }

  /// An input of the role; `nil` where something is wrong, which is reported.
  func input(_ node: YAMLNode, role: InputRole, medium wanted: Medium, key: String) -> AssetInput? {
    guard let found = find(node, of: key) else { return nil }
    guard let medium = found.medium else {
      if case .asset = found.target { return nil }  // In a cycle, or reported already.
      context.report(
        .referenceMediumUnknown, "nothing tells whether '\(found.written)' is an image or a video",
        at: node, help: "write it as {file: …, medium: image}, or give it an extension")
      return nil
    }
    guard medium == wanted else {
      context.report(
        .referenceMedium,
        "'\(key)' takes \(wanted.withArticle), and '\(found.written)' is "
          + medium.withArticle, at: node)
      return nil
    }
    checkFile(found, at: node)
    return AssetInput(
      role: role, target: found.target, medium: medium, written: found.written,
      location: node.location)
  }

  /// What an asset makes, followed through edits; `nil` in a cycle.
  func medium(of draft: AssetDraft) -> Medium? {
    var draft = draft
    for _ in 0...drafts.count {
      switch draft.verb {
      case .generate(let medium): return medium
      case .animate, .extend: return .video
      case .edit:
        guard let next = editedAsset(draft) else { return medium(ofEditedFile: draft) }
        draft = next
      }
    }
    return nil
  }

  private func editedAsset(_ draft: AssetDraft) -> AssetDraft? {
    let node = draft.firstOperand
    let written = node.kind == .mapping ? node["asset"]?.text ?? "" : node.text
    let name = written.replacing(#/#[0-9]+$/#, with: "")
    return drafts[expanded(name)]
  }

  private func medium(ofEditedFile draft: AssetDraft) -> Medium? {
    let node = draft.firstOperand
    if node.kind == .mapping {
      if let medium = node["medium"].flatMap({ Medium(rawValue: $0.text) }) { return medium }
      if let file = node["file"] { return expanded(file.text).mediumByExtension }
      if let url = node["url"] { return expanded(url.text).mediumOfURL }
      return node["asset"].flatMap { sources[expanded($0.text)]?.medium }
    }
    let text = expanded(node.text)
    if text.isURL { return text.mediumOfURL }
    return text.contains("/") ? text.mediumByExtension : sources[text]?.medium
  }

  private func expanded(_ text: String) -> String {
    let pieces = context.scope.pieces(
      of: text, at: SourceLocation(file: "", line: 0, column: 0, text: ""), allowsIndex: false,
      diagnostics: DiagnosticCollector())
    return pieces?.map { piece in
      switch piece {
      case .text(let text), .inserted(let text): text
      case .index: ""
      }
    }.joined() ?? text
  }

  // MARK: Finding

  private func find(_ node: YAMLNode, of key: String) -> Found? {
    if node.kind == .mapping { return findLong(node, of: key) }
    guard let text = context.text(node, of: key) else { return nil }
    guard !text.isEmpty else {
      context.report(.referenceSyntax, "'\(key)' names nothing", at: node)
      return nil
    }
    if text.isURL { return url(text, medium: nil, at: node) }
    if text.contains("/") { return file(text, medium: nil) }
    return named(text, at: node)
  }

  private func findLong(_ node: YAMLNode, of key: String) -> Found? {
    let forms = ManifestFields.reference
    guard let fields = forms.first(where: { node[$0[0].name] != nil }),
      let reader = MappingReader(node, fields: fields, subject: "the reference", context: context)
    else {
      context.report(
        .referenceSyntax, "a reference is {asset: …}, {file: …} or {url: …}", at: node)
      return nil
    }
    let medium = reader.choice(ManifestFields.referenceMedium).flatMap(Medium.init(rawValue:))
    if let path = reader.text(ManifestFields.referenceFile) { return file(path, medium: medium) }
    if let address = reader.text(ManifestFields.referenceURL) {
      return url(address, medium: medium, at: node)
    }
    guard let id = reader.text(ManifestFields.referenceAsset) else { return nil }
    let variant = reader.integer(ManifestFields.referenceVariant)
    return named(id, variant: variant, at: node)
  }

  private func file(_ path: String, medium: Medium?) -> Found {
    Found(
      target: .file(path: path.absolutePath(from: folder)),
      medium: medium ?? path.mediumByExtension, written: path)
  }

  private func url(_ address: String, medium: Medium?, at node: YAMLNode) -> Found? {
    let scheme = address.prefix { $0 != ":" }.lowercased()
    guard ["https", "http", "data"].contains(scheme) else {
      context.report(
        .referenceSyntax, "the provider fetches no '\(scheme):' addresses", at: node,
        help: scheme == "file" ? "write the path alone" : nil)
      return nil
    }
    return Found(
      target: .url(address), medium: medium ?? address.mediumOfURL,
      written: String(address.prefix(80)))
  }

  private func named(_ text: String, at node: YAMLNode) -> Found? {
    guard let mark = text.firstIndex(of: "#") else { return named(text, variant: nil, at: node) }
    let digits = text[text.index(after: mark)...]
    guard let variant = Int(digits), (1...10).contains(variant) else {
      context.report(
        .referenceSyntax, "after '#' stands the number of a variant, from 1", at: node)
      return nil
    }
    return named(String(text[..<mark]), variant: variant, at: node)
  }

  private func named(_ id: String, variant: Int?, at node: YAMLNode) -> Found? {
    if let draft = drafts[id] {
      let count = draft.reader.integer(AssetFields.count) ?? 1
      if let variant, variant > count {
        context.report(
          .referenceVariant,
          "'\(id)' has \(count) variant\(count == 1 ? "" : "s"), no number "
            + "\(variant)", at: node)
        return nil
      }
      return Found(
        target: .asset(AssetID(id), variant: variant), medium: medium(of: draft), written: id)
    }
    if let source = sources[id] {
      if variant != nil {
        context.report(.referenceVariant, "'\(id)' is a source; it has no variants", at: node)
      }
      return Found(target: source.target, medium: source.medium, written: id)
    }
    if !ids.contains(id) { reportUnknown(id, at: node) }
    return nil
  }

  private func reportUnknown(_ id: String, at node: YAMLNode) {
    var help = NearestName.of(id, in: (Array(ids) + sources.keys).sorted()).map {
      "did you mean '\($0)'?"
    }
    if files.isRegularFile(id.absolutePath(from: folder)) {
      help = "there is a file of that name; to name it, write './\(id)'"
    }
    context.report(
      .referenceUnknown, "no asset or source is called '\(id)'", at: node, help: help)
  }

  private func checkFile(_ found: Found, at node: YAMLNode) {
    guard case .file(let path) = found.target, !files.isRegularFile(path) else { return }
    context.report(.referenceFileMissing, "there is no file '\(found.written)'", at: node)
  }
}

extension Medium {
  /// `an image`, `a video`.
  var withArticle: String { self == .image ? "an image" : "a video" }
}
