import ReelBasics

/// Names files and addresses that assets are made of.
enum GivenName {
  /// The most letters of a path or an address that people read.
  private static let longest = 60

  /// The path as a manifest in `folder` would write it: with a `/`, and never one of this machine
  /// where the file is near.
  static func file(_ path: String, from folder: String) -> String {
    let parts = path.pathParts
    let folders = folder.pathParts
    let shared = zip(parts, folders).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    // Nothing in common: the whole path says more.
    guard shared > 0 || folders.isEmpty else { return path }
    let ups = [Substring](repeating: "..", count: folders.count - shared)
    return ((ups.isEmpty ? ["."] : ups) + parts[shared...]).joined(separator: "/")
  }

  /// The address without what may be secret or is no name: the user, the query, the data itself.
  static func address(_ text: String) -> String {
    if text.lowercased().hasBytePrefix("data:") {
      return String(text.before(anyOf: ",;"))
    }
    var rest = text[...]
    var scheme = ""
    if let start = text.firstRange(of: "://") {
      scheme = String(text[..<start.upperBound])
      rest = text[start.upperBound...]
    }
    let place = rest.before(anyOf: "?#")
    let host = place.before(anyOf: "/")
    let name = (host.parts(between: UInt8(ascii: "@")).last ?? "") + place[host.endIndex...]
    return scheme + name + (place.endIndex < rest.endIndex ? "?…" : "")
  }

  /// What people read: the name that the manifest gives it, and where it is.
  static func label(of id: String, writtenAs written: String) -> (label: String, place: String?) {
    let place = id.without(prefix: "./").map(String.init) ?? id
    let isName = !written.isEmpty && !written.utf8.contains { "/:".utf8.contains($0) }
    return isName && written != place ? (written, shortened(place)) : (shortened(place), nil)
  }

  private static func shortened(_ text: String) -> String {
    text.count > longest ? text.prefix(longest / 2) + "…" + text.suffix(longest / 2 - 1) : text
  }
}
