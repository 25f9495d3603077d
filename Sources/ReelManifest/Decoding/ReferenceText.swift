import ReelBasics
import ReelCatalogue

extension String {
  /// Whether the text begins with a scheme, as `https:` or `data:`.
  var isURL: Bool {
    guard hasByte(UInt8(ascii: ":")), let first = utf8.first, first.isASCIILetter else {
      return false
    }
    let scheme = before(anyOf: ":").utf8
    return scheme.count > 1
      && scheme.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "+-.".utf8.contains($0) }
  }

  /// The medium that the extension of a path tells.
  var mediumByExtension: Medium? {
    guard let suffix = fileName.cut(atLast: UInt8(ascii: "."))?.after.lowercased() else {
      return nil
    }
    return Medium.allCases.first { OutputTemplate.extensions(of: $0).contains(suffix) }
  }

  /// The medium that a URL tells: by its path's extension, or a data URL by its type.
  var mediumOfURL: Medium? {
    if let type = lowercased().without(prefix: "data:") {
      return type.hasBytePrefix("image/") ? .image : type.hasBytePrefix("video/") ? .video : nil
    }
    return String(before(anyOf: "?#")).mediumByExtension
  }
}
