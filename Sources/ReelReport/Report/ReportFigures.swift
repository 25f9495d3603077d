import ReelCatalogue

/// The variants of an asset side by side, with the picked one marked.
struct ReportFigures {
  let asset: ReportAsset

  /// Adds the elements.
  func write(to page: inout String) {
    page += "<div class=\"figures\">\n"
    for variant in asset.variants { write(variant, to: &page) }
    page += "</div>\n"
  }

  private var isAlone: Bool { asset.variants.count == 1 }

  private func write(_ variant: ReportVariant, to page: inout String) {
    page += variant.isPicked && !isAlone ? "<figure class=\"picked\">" : "<figure>"
    if let file = variant.file {
      write(file, of: variant, to: &page)
    } else {
      page += "<div class=\"empty\"></div>"
    }
    let caption = caption(of: variant)
    if !caption.isEmpty {
      page += "<figcaption>"
      page += caption
      page += "</figcaption>"
    }
    page += "</figure>\n"
  }

  private func name(_ variant: ReportVariant) -> String {
    HTMLText.escaped(isAlone ? asset.id : "\(asset.id), variant \(variant.number)")
  }

  private func write(
    _ file: ReportVariant.File, of variant: ReportVariant, to page: inout String
  ) {
    let (name, address) = (name(variant), HTMLText.escaped(file.address))
    switch asset.operation.makes {
    case .image:
      page += "<a href=\"\(address)\" aria-label=\"\(name), in full\"><img src=\""
      page += file.thumbnail.map(HTMLText.escaped) ?? address
      page += "\" width=\"\(file.width)\" height=\"\(file.height)\" loading=\"lazy\" "
      page += "decoding=\"async\" alt=\"\(name)\"/></a>"
    case .video:
      page += "<video src=\"\(address)\" width=\"\(file.width)\" height=\"\(file.height)\""
      page += " controls=\"\" preload=\"none\" playsinline=\"\""
      if let thumbnail = file.thumbnail { page += " poster=\"\(HTMLText.escaped(thumbnail))\"" }
      page += " aria-label=\"\(name)\"></video>"
    }
  }

  private func caption(of variant: ReportVariant) -> String {
    var parts: [String] = []
    if !isAlone { parts.append("<span class=\"number\">\(variant.number)</span>") }
    if variant.isPicked, !isAlone { parts.append("<strong>★ picked</strong>") }
    if let note = variant.note { parts.append(HTMLText.escaped(note)) }
    if let line = variant.pickLine {
      parts.append(
        "<button type=\"button\" data-copy=\"\(HTMLText.escaped(line))\" "
          + "hidden=\"\">Copy pick command"
          + "<span class=\"unseen\"> for \(name(variant))</span></button>")
    }
    return parts.joined(separator: " ")
  }
}
