import ReelBasics

/// A path below an output directory that cannot lead out by its text.
struct OutputPath {
  /// The path of the folder that it stands in; empty for the output directory.
  let folder: ByteText
  /// The folders on the way.
  let folders: [String]
  /// The file.
  let name: String

  /// - Throws: `.outsideOutput` for absolute paths and ones with `.`, `..` or empty parts.
  init(_ path: String) throws(StoreError) {
    let parts = path.parts(between: UInt8(ascii: "/"), keepsEmpty: true).map(String.init)
    for part in parts {
      guard !part.isEmpty, part != ".", part != "..", !part.utf8.contains(0) else {
        throw StoreError(.outsideOutput, "the path '\(path)' is not one below the output directory")
      }
    }
    folder = ByteText(path.cut(atLast: UInt8(ascii: "/"))?.before ?? "")
    folders = Array(parts.dropLast())
    name = parts[parts.count - 1]
  }
}
