package import ReelCatalogue

/// Where the results of an asset go: a path below the output directory, one for every variant.
package struct OutputTemplate: Sendable, Hashable {
  /// A piece of the path.
  package enum Piece: Sendable, Hashable {
    case text(String)
    /// The number of the variant, from 1.
    case index
  }

  package let pieces: [Piece]
  /// The extension that the author promises; without one the provider's format names it.
  package let promisedExtension: String?

  init(pieces: [Piece], medium: Medium) {
    self.pieces = pieces
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
    medium == .image ? ["png", "jpg", "jpeg", "webp"] : ["mp4"]
  }

  /// The path as it is written, of the first variant.
  var written: String { filled(variant: 1) }

  private func filled(variant: Int) -> String {
    pieces.map { piece in
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
    let number = String(variant)
    let filled = filled(variant: variant)
    let name = promisedExtension.map { String(filled.dropLast($0.count + 1)) } ?? filled
    let suffix = promisedExtension.map { String(filled.suffix($0.count)) } ?? format
    return count > 1 && !pieces.contains(.index)
      ? "\(name)-\(number).\(suffix)" : "\(name).\(suffix)"
  }

  /// The path of the file beside an output that says where that comes from. It keeps the extension: two
  /// formats of one picture have two.
  package static func sidecar(of path: String) -> String { path + ".xmp" }
}
