import ReelBasics
package import ReelCatalogue

/// Where the results of an asset go: a path below the output directory, one for every variant.
package struct OutputTemplate: Sendable, Hashable {
  /// A piece of the path.
  package enum Piece: Sendable, Hashable {
    case text(String)
    /// The number of the variant, from 1.
    case index
  }

  package var pieces: [Piece] {
    let text = text
    return text.isEmpty ? further : [.text(text)] + further
  }
  /// The text that it begins with, which for most is all.
  private var text: String { beginning.text }
  private let beginning: LazyText
  /// The extension that the author promises; without one the provider's format names it.
  package var promisedExtension: String? { promise?.rawValue }
  // Here it takes no room of its own.
  private let promise: Extension?
  private let further: [Piece]

  /// That of a path in which nothing is put in; `source` is where it is written, if it is.
  init(_ path: String, from source: LazyText? = nil, medium: Medium) {
    beginning = source ?? LazyText(path)
    further = []
    promise = Self.plainSuffix(path, medium) ?? Self.suffix(of: path, medium)
  }

  init(pieces: [Piece], medium: Medium) {
    let text: String
    if case .text(let first)? = pieces.first, !first.isEmpty {
      text = first
      further = Array(pieces.dropFirst())
    } else {
      text = ""
      further = pieces
    }
    beginning = LazyText(text)
    if further.isEmpty, let suffix = Self.plainSuffix(text, medium) {
      promise = suffix
      return
    }
    guard case .text(let end) = pieces.last else {
      promise = nil
      return
    }
    promise = Self.suffix(of: end, medium)
  }

  /// The promise of a text that ends in one.
  private static func suffix(of text: String, _ medium: Medium) -> Extension? {
    guard let suffix = text.cut(atLast: UInt8(ascii: "."))?.after.lowercased() else { return nil }
    return Extension.of(medium).first { $0.rawValue == suffix }
  }

  /// An extension that is a promise.
  private enum Extension: String, Sendable, CaseIterable {
    case png, jpg, jpeg, webp, mp4

    static func of(_ medium: Medium) -> ArraySlice<Extension> {
      medium == .image ? all.dropLast() : all.suffix(1)
    }

    private static let all = allCases
  }

  /// The extensions that count as such, by medium.
  package static func extensions(of medium: Medium) -> [String] {
    medium == .image ? imageExtensions : videoExtensions
  }

  private static let imageExtensions = Extension.of(.image).map(\.rawValue)
  private static let videoExtensions = Extension.of(.video).map(\.rawValue)

  /// The promise of a text that ends in one, small letters after a dot in ASCII; `nil` where it has to
  /// be looked at more closely.
  private static func plainSuffix(_ text: String, _ medium: Medium) -> Extension? {
    for known in Extension.of(medium) {
      let isPromised = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
        let suffix = known.rawValue.utf8
        let dot = bytes.count - suffix.count - 1
        guard unsafe dot >= 1 && bytes[dot] == UInt8(ascii: ".") && bytes[dot - 1] < 0x80 else {
          return false
        }
        return unsafe bytes[(dot + 1)...].elementsEqual(suffix)
      }
      if isPromised == true { return known }
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
    guard promisedExtension != nil, let (name, suffix) = filled.cut(atLast: UInt8(ascii: "."))
    else { return filled + (isNumbered ? "-\(variant)." : ".") + format }
    return "\(name)-\(variant).\(suffix)"
  }

  /// The path of the file beside an output that says where that comes from. It keeps the extension: two
  /// formats of one picture have two.
  package static func sidecar(of path: String) -> String { path + ".xmp" }
}
