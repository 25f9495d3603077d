import ReelBasics
import ReelCatalogue

/// Writes what the page says of one asset: its variants side by side, and where they come from.
struct ReportCard {
  let report: ReportModel
  let sums: ReportSums
  let links: ReportLinks
  /// The places of status words and tags among the choices of the filters.
  let words: [String: Int]
  let tags: [String: Int]

  /// The element of the asset of this number; `heading` is the level of its name.
  func text(of number: Int, heading: Int) -> String {
    let asset = report.assets[number]
    let own = asset.tags.compactMap { tags[$0] }.sorted().map { "\($0) " }.joined()
    let wide = asset.variants.count > 1 ? " wide" : ""
    return """
      <article class="card\(wide)" id="a\(number)" data-m="\(asset.operation.makes.rawValue)" \
      data-s="\(words[asset.status.word] ?? 0)" data-t=" \(own)">
      <header><h\(heading)>\(title(of: asset))</h\(heading)>\(Self.badge(asset.status))</header>
      \(Self.message(asset.status))\(ReportFigures(asset: asset).text)\
      <p class="meta">\(meta(of: asset, number))</p>
      \(prompt(of: asset))<details><summary>Details\
      <span class="unseen"> of \(HTMLText.escaped(asset.id))</span></summary>
      \(details(of: asset, number))</details>
      </article>

      """
  }

  /// A status as a word with a sign: never told by colour alone.
  static func badge(_ status: ReportAsset.Status) -> String {
    let sign =
      switch status.standing {
      case .trouble: "✕"
      case .waits: "…"
      case .open: "○"
      case .done: "✓"
      case .aside: "–"
      }
    return "<span class=\"badge \(status.standing.rawValue)\"><span aria-hidden=\"true\">\(sign) "
      + "</span>\(HTMLText.escaped(status.word))</span>"
  }

  // MARK: Always seen

  /// The id; of a cell, where it stands on its axes.
  private func title(of asset: ReportAsset) -> String {
    guard !asset.axes.isEmpty else { return "<bdi>\(HTMLText.escaped(asset.id))</bdi>" }
    return "<span class=\"unseen\">\(HTMLText.escaped(asset.group)), </span>"
      + asset.axes.map {
        "<span class=\"axis\"><span class=\"name\">\(HTMLText.escaped($0.name))</span> "
          + "<bdi>\(HTMLText.escaped($0.value))</bdi></span>"
      }.joined(separator: " ")
  }

  private static func message(_ status: ReportAsset.Status) -> String {
    status.message.map { "<p class=\"message\" dir=\"auto\">\(HTMLText.escaped($0))</p>\n" } ?? ""
  }

  private func meta(of asset: ReportAsset, _ number: Int) -> String {
    [asset.operation.title, asset.model, cost(of: asset, number)].compactMap { $0 }
      .map(HTMLText.escaped).joined(separator: " · ")
  }

  /// The provider's figure, else an estimate that says so.
  private func cost(of asset: ReportAsset, _ number: Int) -> String? {
    let estimate = asset.estimate.map { "about \($0) to come (estimate)" }
    guard let sum = sums.byAsset[number] else {
      return estimate ?? asset.madeWith.map { "one work with \($0), paid there" }
    }
    let unconfirmed = "at most \(sum.unconfirmed)\(sum.billed == .zero ? "" : " more") (estimate)"
    let parts = [
      sum.billed == .zero && sum.unconfirmed != .zero ? nil : "\(sum.billed)",
      sum.unconfirmed == .zero ? nil : unconfirmed, estimate,
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  private func prompt(of asset: ReportAsset) -> String {
    guard let prompt = asset.prompt else { return "" }
    return "<p class=\"prompt\" dir=\"auto\">\(HTMLText.escaped(prompt))</p>\n"
  }

  // MARK: Details

  private func details(of asset: ReportAsset, _ number: Int) -> String {
    let variants = asset.variants
    var rows: [(String, String)] = []
    func add(_ name: String, _ value: String?) {
      if let value, !value.isEmpty { rows.append((name, HTMLText.escaped(value))) }
    }
    add("Description", asset.description)
    add("File", variants.compactMap(\.file?.name).joined(separator: "\n"))
    for pair in asset.parameters { add(pair.name, pair.value) }
    let served = Self.byVariant(variants, \.model)
    if served != asset.model { add("Served by", served) }
    add("Revised prompt", Self.byVariant(variants, \.revisedPrompt))
    add("Request", Self.byVariant(variants, \.requestID))
    add("Fingerprint", asset.fingerprint)
    add("Tags", asset.tags.joined(separator: ", "))
    add("Manifest", asset.place)
    let picks = variants.compactMap(\.pickLine).map { "<code>\(HTMLText.escaped($0))</code>" }
    if !picks.isEmpty { rows.append(("Pick another", picks.joined(separator: "\n"))) }
    if let list = Self.list(links.before[number]) { rows.append(("Made of", list)) }
    if let list = Self.list(links.after[number]) { rows.append(("For", list)) }
    return "<dl>"
      + rows.map { "<dt>\(HTMLText.escaped($0))</dt><dd dir=\"auto\">\($1)</dd>" }
      .joined(separator: "\n") + "</dl>"
  }

  /// What is the same for all variants, once; else with their numbers.
  private static func byVariant(
    _ variants: [ReportVariant], _ value: KeyPath<ReportVariant, String?>
  ) -> String? {
    let known = variants.compactMap { variant in variant[keyPath: value].map { (variant, $0) } }
    guard let first = known.first else { return nil }
    if known.allSatisfy({ $0.1 == first.1 }) { return first.1 }
    return known.map { "\($0.0.number): \($0.1)" }.joined(separator: "\n")
  }

  private static func list(_ ends: [ReportLinks.Link]) -> String? {
    guard !ends.isEmpty else { return nil }
    return ends.map { end in
      let label = "<bdi>\(HTMLText.escaped(end.label))</bdi>"
      let name = end.address.map { "<a href=\"\($0)\">\(label)</a>" } ?? label
      return name + (end.note.map { " (\(HTMLText.escaped($0)))" } ?? "")
    }.joined(separator: ", ")
  }
}
