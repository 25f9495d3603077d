import ReelBasics
import ReelCatalogue

/// Writes what the page says of one asset: its variants side by side, and where they come from.
///
/// There may be very many: texts are added to the page where they are made.
struct ReportCard {
  let report: ReportModel
  let sums: ReportSums
  let links: ReportLinks
  /// The places of status words and tags among the choices of the filters.
  let words: [String: Int]
  let tags: [String: Int]

  /// Adds the element of the asset of this number; `heading` is the level of its name.
  func write(_ number: Int, heading: Int, to page: inout String) {
    let asset = report.assets[number]
    page += asset.variants.count > 1 ? "<article class=\"card wide\"" : "<article class=\"card\""
    page += " id=\"a\(number)\" data-m=\"\(asset.operation.makes.rawValue)\""
    page += " data-s=\"\(words[asset.status.word] ?? 0)\" data-t=\" "
    for tag in asset.tags.compactMap({ tags[$0] }).sorted() { page += "\(tag) " }
    page += "\">\n<header><h\(heading)>"
    writeTitle(of: asset, to: &page)
    page += "</h\(heading)>"
    page += Self.badge(asset.status)
    page += "</header>\n"
    if let message = asset.status.message {
      page += "<p class=\"message\" dir=\"auto\">"
      page += HTMLText.escaped(message)
      page += "</p>\n"
    }
    ReportFigures(asset: asset).write(to: &page)
    writeMeta(of: asset, number, to: &page)
    if let prompt = asset.prompt {
      page += "<p class=\"prompt\" dir=\"auto\">"
      page += HTMLText.escaped(prompt)
      page += "</p>\n"
    }
    page += "<details><summary>Details<span class=\"unseen\"> of "
    page += HTMLText.escaped(asset.id)
    page += "</span></summary>\n<dl>"
    writeDetails(of: asset, number, to: &page)
    page += "</dl></details>\n</article>\n"
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
  private func writeTitle(of asset: ReportAsset, to page: inout String) {
    guard !asset.axes.isEmpty else {
      page += "<bdi>"
      page += HTMLText.escaped(asset.id)
      page += "</bdi>"
      return
    }
    page += "<span class=\"unseen\">\(HTMLText.escaped(asset.group)), </span>"
    page += asset.axes.map {
      "<span class=\"axis\"><span class=\"name\">\(HTMLText.escaped($0.name))</span> "
        + "<bdi>\(HTMLText.escaped($0.value))</bdi></span>"
    }.joined(separator: " ")
  }

  private func writeMeta(of asset: ReportAsset, _ number: Int, to page: inout String) {
    page += "<p class=\"meta\">"
    page += HTMLText.escaped(asset.operation.title)
    page += " · "
    page += HTMLText.escaped(asset.model)
    if let cost = cost(of: asset, number) {
      page += " · "
      page += HTMLText.escaped(cost)
    }
    page += "</p>\n"
  }

  /// The provider's figure, else an estimate that says so.
  private func cost(of asset: ReportAsset, _ number: Int) -> String? {
    let estimate = asset.estimate.map { "about \($0) to come (estimate)" }
    guard let sum = sums.byAsset[number] else {
      return estimate ?? asset.madeWith.map { "one work with \($0), paid there" }
    }
    if sum.unconfirmed == .zero, estimate == nil { return "\(sum.billed)" }
    let unconfirmed = "at most \(sum.unconfirmed)\(sum.billed == .zero ? "" : " more") (estimate)"
    let parts = [
      sum.billed == .zero && sum.unconfirmed != .zero ? nil : "\(sum.billed)",
      sum.unconfirmed == .zero ? nil : unconfirmed, estimate,
    ]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  // MARK: Details

  /// Adds a list's items: names and values.
  private func writeDetails(of asset: ReportAsset, _ number: Int, to page: inout String) {
    let variants = asset.variants
    var isFirst = true
    func begin(_ name: String) {
      page += isFirst ? "<dt>" : "\n<dt>"
      page += HTMLText.escaped(name)
      page += "</dt><dd dir=\"auto\">"
      isFirst = false
    }
    func add(_ name: String, _ value: String?) {
      guard let value, !value.isEmpty else { return }
      begin(name)
      page += HTMLText.escaped(value)
      page += "</dd>"
    }
    add("Description", asset.description)
    add("File", Self.joined(variants.compactMap(\.file?.name), by: "\n"))
    for pair in asset.parameters { add(pair.name, pair.value) }
    let served = Self.byVariant(variants) { $0.model }
    if served != asset.model { add("Served by", served) }
    add("Revised prompt", Self.byVariant(variants) { $0.revisedPrompt })
    add("Request", Self.byVariant(variants) { $0.requestID })
    add("Fingerprint", asset.fingerprint)
    add("Tags", Self.joined(asset.tags, by: ", "))
    add("Manifest", asset.place)
    let picks = variants.compactMap(\.pickLine)
    if !picks.isEmpty {
      begin("Pick another")
      page += picks.map { "<code>\(HTMLText.escaped($0))</code>" }.joined(separator: "\n")
      page += "</dd>"
    }
    for (name, ends) in [("Made of", links.before[number]), ("For", links.after[number])]
    where !ends.isEmpty {
      begin(name)
      for (place, end) in ends.enumerated() { write(end, isFirst: place == 0, to: &page) }
      page += "</dd>"
    }
  }

  private static func joined(_ texts: [String], by separator: String) -> String {
    texts.count == 1 ? texts[0] : texts.joined(separator: separator)
  }

  /// What is the same for all variants, once; else with their numbers.
  private static func byVariant(
    _ variants: [ReportVariant], _ value: (ReportVariant) -> String?
  ) -> String? {
    if variants.count == 1 { return value(variants[0]) }
    let known = variants.compactMap { variant in value(variant).map { (variant, $0) } }
    guard let first = known.first else { return nil }
    if known.allSatisfy({ $0.1 == first.1 }) { return first.1 }
    return known.map { "\($0.0.number): \($0.1)" }.joined(separator: "\n")
  }

  private func write(_ end: ReportLinks.Link, isFirst: Bool, to page: inout String) {
    if !isFirst { page += ", " }
    if let address = end.address { page += "<a href=\"\(address)\">" }
    page += "<bdi>"
    page += HTMLText.escaped(end.label)
    page += "</bdi>"
    if end.address != nil { page += "</a>" }
    if let note = end.note { page += " (\(HTMLText.escaped(note)))" }
  }
}
