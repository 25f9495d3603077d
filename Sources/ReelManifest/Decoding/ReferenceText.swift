import ReelBasics
import ReelCatalogue

extension String {
  /// Whether the text begins with a scheme, as `https:` or `data:`.
  var isURL: Bool {
    guard hasByte(UInt8(ascii: ":")), let colon = firstIndex(of: ":"), let first,
      first.isASCII, first.isLetter
    else {
      return false
    }
    let scheme = self[..<colon]
    return scheme.count > 1
      && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
  }

  /// The medium that the extension of a path tells.
  var mediumByExtension: Medium? {
    let name = split(separator: "/").last ?? self[...]
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let suffix = name[name.index(after: dot)...].lowercased()
    return Medium.allCases.first { OutputTemplate.extensions(of: $0).contains(suffix) }
  }

  /// The medium that a URL tells: by its path's extension, or a data URL by its type.
  var mediumOfURL: Medium? {
    if lowercased().hasPrefix("data:") {
      let type = dropFirst("data:".count).lowercased()
      return type.hasPrefix("image/") ? .image : type.hasPrefix("video/") ? .video : nil
    }
    return String(prefix { $0 != "?" && $0 != "#" }).mediumByExtension
  }
}
