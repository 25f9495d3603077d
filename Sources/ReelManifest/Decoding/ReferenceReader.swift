import ReelBasics
import ReelCatalogue

/// Reads references and finds what they name.
struct ReferenceReader {
  let folder: String
  let sources: [String: NamedSource]
  let drafts: [String: AssetDraft]
  let mediums: AssetMediums
  /// Every id that is written, also where its asset could not be read: those are reported once.
  let ids: Set<String>
  /// The same of sources.
  let sourceNames: Set<String>
  /// All of these, sorted, for telling the nearest.
  private let names: [String]
  let files: any FileReader
  let context: DecodingContext

  init(
    folder: String, sources: [String: NamedSource], drafts: [AssetDraft], mediums: AssetMediums,
    ids: Set<String>, sourceNames: Set<String>, files: any FileReader, context: DecodingContext
  ) {
    self.folder = folder
    self.sources = sources
    self.drafts = Dictionary(drafts.map { ($0.id.text, $0) }) { first, _ in first }
    self.mediums = mediums
    self.ids = ids
    self.sourceNames = sourceNames
    self.names = ids.union(sourceNames).sorted()
    self.files = files
    self.context = context
  }

  /// A reference of which the target is known, before anything is asked of its medium.
  private struct Found {
    let target: InputTarget
    let medium: Medium?
    /// Whether the medium is a guess.
    var isAssumed = false
    let written: String
    /// The path of a file as it is written, here or in `sources`.
    var path = ""
  }

  /// An input of the role; `nil` where something is wrong, which is reported.
  ///
  /// `wanted` is the medium that it has to have, `nil` where the operation is not known.
  func input(
    _ node: YAMLNode, role: InputRole, medium wanted: Medium?, key: String
  ) -> AssetInput? {
    guard let found = find(node, of: key) else { return nil }
    guard let medium = found.isAssumed ? wanted ?? found.medium : found.medium else {
      if case .asset = found.target { return nil }  // Reported already.
      context.report(
        .referenceMediumUnknown, "nothing tells whether '\(found.written)' is an image or a video",
        at: node, help: "write it as {file: …, medium: image}, or give it an extension")
      return nil
    }
    if let wanted, medium != wanted {
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
      medium: medium ?? path.mediumByExtension, written: path, path: path)
  }

  private func url(_ address: String, medium: Medium?, at node: YAMLNode) -> Found? {
    guard context.checkScheme(of: address, at: node) else { return nil }
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
        target: .asset(AssetID(id), variant: variant), medium: mediums.known[id],
        isAssumed: mediums.assumed.contains(id), written: id)
    }
    if let source = sources[id] {
      if variant != nil {
        context.report(.referenceVariant, "'\(id)' is a source; it has no variants", at: node)
      }
      return Found(
        target: source.target, medium: source.medium, written: id, path: source.written)
    }
    if !ids.contains(id), !sourceNames.contains(id) { reportUnknown(id, at: node) }
    return nil
  }

  private func reportUnknown(_ id: String, at node: YAMLNode) {
    var help = context.diagnostics.nearest(to: id, in: names).map { "did you mean '\($0)'?" }
    if files.isRegularFile(id.absolutePath(from: folder)) {
      help = "there is a file of that name; to name it, write './\(id)'"
    }
    context.report(
      .referenceUnknown, "no asset or source is called '\(id)'", at: node, help: help)
  }

  private func checkFile(_ found: Found, at node: YAMLNode) {
    guard case .file(let path) = found.target, !files.isRegularFile(path) else { return }
    context.report(.referenceFileMissing, "there is no file '\(found.path)'", at: node)
  }
}

extension Medium {
  /// `an image`, `a video`.
  var withArticle: String { self == .image ? "an image" : "a video" }
}
