import ReelBasics
import ReelCatalogue

/// What every asset makes, followed through edits of edits.
struct AssetMediums {
  /// By id; absent where nothing tells.
  private(set) var known: [String: Medium] = [:]
  /// Those of which it is a guess, as they are edits of each other in a circle.
  private(set) var assumed: Set<String> = []

  private let drafts: [String: AssetDraft]
  private let sources: [String: NamedSource]
  private let catalogue: Catalogue
  private let context: DecodingContext

  init(
    drafts: [AssetDraft], sources: [String: NamedSource], catalogue: Catalogue,
    context: DecodingContext
  ) {
    self.drafts = Dictionary(drafts.map { ($0.id.text, $0) }) { first, _ in first }
    self.sources = sources
    self.catalogue = catalogue
    self.context = context
    var visited: Set<String> = []
    for draft in drafts where !visited.contains(draft.id.text) { follow(draft, &visited) }
  }

  /// Follows an asset to what tells its medium, and notes it for all that lie between: every asset
  /// is looked at once.
  private mutating func follow(_ draft: AssetDraft, _ visited: inout Set<String>) {
    var path: [String] = []
    var onPath: Set<String> = []
    var next: AssetDraft? = draft
    var medium: Medium?
    var isAssumed = false
    while let draft = next {
      let id = draft.id.text
      if visited.contains(id) {
        (medium, isAssumed) = (known[id], assumed.contains(id))
        break
      }
      path.append(id)
      guard onPath.insert(id).inserted else {
        (medium, isAssumed) = (guess(path), true)
        break
      }
      (medium, next) = step(draft)
    }
    for id in path {
      visited.insert(id)
      known[id] = medium
      if isAssumed { assumed.insert(id) }
    }
  }

  /// What an asset makes, or the asset that tells.
  private func step(_ draft: AssetDraft) -> (Medium?, AssetDraft?) {
    switch draft.verb {
    case .generate(let medium): (medium, nil)
    case .animate, .extend: (.video, nil)
    case .edit: editedAsset(draft).map { (nil, $0) } ?? (mediumOfEditedFile(draft), nil)
    }
  }

  /// In a circle the models tell what was meant.
  private func guess(_ path: [String]) -> Medium {
    let models = path.compactMap { drafts[$0]?.reader.value(AssetFields.model)?.text }
    return models.lazy.compactMap { catalogue.model($0)?.makes }.first ?? .image
  }

  private func editedAsset(_ draft: AssetDraft) -> AssetDraft? {
    let node = draft.firstOperand
    guard node.kind != .mapping else { return node["asset"].flatMap { drafts[expanded($0.text)] } }
    return drafts[String(expanded(node.text).prefix { $0 != "#" })]
  }

  private func mediumOfEditedFile(_ draft: AssetDraft) -> Medium? {
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

  /// The text with its variables; what is wrong with them is reported where it is read for good.
  private func expanded(_ text: String) -> String {
    let pieces = context.scope.pieces(
      of: text, at: { _ in SourceLocation(file: "", line: 0, column: 0, text: "") },
      allowsIndex: false, diagnostics: DiagnosticCollector())
    return pieces?.map(\.written).joined() ?? text
  }
}
