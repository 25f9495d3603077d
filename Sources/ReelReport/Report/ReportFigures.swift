import ReelCatalogue

/// The variants of an asset side by side, with the picked one marked.
struct ReportFigures {
  let asset: ReportAsset

  /// The elements.
  var text: String {
    "<div class=\"figures\">\n" + asset.variants.map(figure).joined() + "</div>\n"
  }

  private var isAlone: Bool { asset.variants.count == 1 }

  private func figure(_ variant: ReportVariant) -> String {
    let body = variant.file.map { shown($0, variant) } ?? "<div class=\"empty\"></div>"
    let caption = caption(of: variant)
    return "<figure\(variant.isPicked && !isAlone ? " class=\"picked\"" : "")>\(body)"
      + (caption.isEmpty ? "" : "<figcaption>\(caption)</figcaption>") + "</figure>\n"
  }

  private func name(_ variant: ReportVariant) -> String {
    HTMLText.escaped(isAlone ? asset.id : "\(asset.id), variant \(variant.number)")
  }

  private func shown(_ file: ReportVariant.File, _ variant: ReportVariant) -> String {
    let size = "width=\"\(file.width)\" height=\"\(file.height)\""
    let address = HTMLText.escaped(file.address)
    switch asset.operation.makes {
    case .image:
      let source = file.thumbnail.map(HTMLText.escaped) ?? address
      return
        "<a href=\"\(address)\" aria-label=\"\(name(variant)), in full\"><img src=\"\(source)\" \(size) loading=\"lazy\" "
        + "decoding=\"async\" alt=\"\(name(variant))\"/></a>"
    case .video:
      let poster = file.thumbnail.map { " poster=\"\(HTMLText.escaped($0))\"" } ?? ""
      return "<video src=\"\(address)\" \(size) controls=\"\" preload=\"none\" playsinline=\"\""
        + "\(poster) aria-label=\"\(name(variant))\"></video>"
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
