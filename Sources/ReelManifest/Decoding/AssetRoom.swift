/// How much the assets of a manifest may yet have that is not simply written in it: what cells are called
/// and have each for itself, and what `${…}` makes. A few words can ask for any amount of it.
///
/// What has nothing put in is the same in all cells of an asset, and kept once.
final class AssetRoom {
  /// What a value takes beside its text, about.
  static let valueBytes = 32
  /// What a file or an address that an asset is made of takes beside its words, about.
  static let inputBytes = 128

  /// The most bytes.
  let most: Int
  private var left: Int
  /// Whether something did not fit.
  private(set) var isSpent = false
  /// How many texts had something put in.
  var insertions = 0
  /// Texts and lists of texts that cells share, by where they are written.
  var texts: [YAMLNode: String] = [:]
  var lists: [YAMLNode: [String]] = [:]

  init(most: Int) {
    self.most = most
    left = most
  }

  /// Takes so many bytes; `false` where there are not so many left.
  func take(_ bytes: Int) -> Bool {
    guard bytes <= left else {
      isSpent = true
      return false
    }
    left -= bytes
    return true
  }

  /// The limit as messages name it.
  var mostInWords: String { Self.inWords(most) }

  static func inWords(_ bytes: Int) -> String {
    let kibibytes = (bytes + 1023) / 1024
    return kibibytes < 10 * 1024 ? "\(kibibytes) KiB" : "\((kibibytes + 1023) / 1024) MiB"
  }
}
