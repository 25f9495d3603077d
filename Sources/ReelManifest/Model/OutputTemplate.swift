package import ReelCatalogue

/// Where the results of an asset go: a path below the output directory, one for every variant.
package struct OutputTemplate: Sendable, Hashable {
  /// A piece of the path.
  package enum Piece: Sendable, Hashable {
    case text(String)
    /// The number of the variant, from 1.
    case index
  }

  package var pieces: [Piece] { text.isEmpty ? further : [.text(text)] + further }
  /// The text that it begins with, which for most is all.
  private let text: String
  private let further: [Piece]
  /// The extension that the author promises; without one the provider's format names it.
  package let promisedExtension: String?

  init(pieces: [Piece], medium: Medium) {
    if case .text(let text)? = pieces.first, !text.isEmpty {
      self.text = text
      further = Array(pieces.dropFirst())
    } else {
      text = ""
      further = pieces
    }
    if further.isEmpty, let suffix = Self.plainSuffix(text, medium) {
      promisedExtension = suffix
      return
    }
    guard case .text(let end) = pieces.last,
      let dot = end.lastIndex(of: "."), !end[dot...].contains("/")
    else {
      promisedExtension = nil
      return
    }
    let suffix = end[end.index(after: dot)...].lowercased()
    promisedExtension = Self.extensions(of: medium).contains(suffix) ? suffix : nil
  }

  /// The extensions that count as such, by medium.
  package static func extensions(of medium: Medium) -> [String] {
    medium == .image ? imageExtensions : videoExtensions
  }

  private static let imageExtensions = ["png", "jpg", "jpeg", "webp"]
  private static let videoExtensions = ["mp4"]

  /// The promise of a text that ends in one, small letters after a dot in ASCII; `nil` where it has to
  /// be looked at more closely.
  private static func plainSuffix(_ text: String, _ medium: Medium) -> String? {
    let bytes = text.utf8
    for known in extensions(of: medium) {
      var before = bytes.dropLast(known.utf8.count)
      guard before.count >= 2, bytes.suffix(known.utf8.count).elementsEqual(known.utf8),
        before.removeLast() == UInt8(ascii: "."), let last = before.last, last < 0x80
      else { continue }
      return known
    }
    return nil
  }

  /// The path as it is written, of the first variant.
  var written: String { filled(variant: 1) }

  /// Whether the numbers of variants are in it.
  package var hasIndex: Bool { further.contains(.index) }

  private func filled(variant: Int) -> String {
    if further.isEmpty { return text }
    return pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .index: String(variant)
      }
    }.joined()
  }

  /// The path of a variant.
  ///
  /// - Parameters:
  ///   - variant: from 1.
  ///   - count: how many there are; over 1 they are told apart by `-1`, `-2`, … or `${index}`.
  ///   - format: the extension of the provider's format, taken where the author promises none.
  /// - Returns: the path below the output directory.
  package func path(variant: Int, of count: Int, format: String) -> String {
    let filled = filled(variant: variant)
    let isNumbered = count > 1 && !hasIndex
    if promisedExtension != nil, !isNumbered { return filled }
    let name = promisedExtension.map { String(filled.dropLast($0.count + 1)) } ?? filled
    let suffix = promisedExtension.map { String(filled.suffix($0.count)) } ?? format
    return isNumbered ? "\(name)-\(variant).\(suffix)" : "\(name).\(suffix)"
  }

  /// The path of the file beside an output that says where that comes from. It keeps the extension: two
  /// formats of one picture have two.
  package static func sidecar(of path: String) -> String { path + ".xmp" }
}
