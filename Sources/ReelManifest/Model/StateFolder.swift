/// The folder beside a manifest in which Reel keeps its records.
package enum StateFolder {
  package static let name = ".reel"

  /// Whether a path, from the folder that it stands in, begins with it. Letter case does not count on
  /// some file systems.
  static func holds(_ path: String) -> Bool {
    // Most paths begin otherwise.
    guard path.utf8.first == UInt8(ascii: ".") else { return false }
    return String(path.unicodeScalars.prefix { $0 != "/" }).lowercased() == name
  }
}
