import ReelBasics

/// A prompt file that was read.
struct PromptFile {
  let source: SourceText
  /// Its text without a byte-order mark; `nil` where it is not UTF-8.
  let words: String?

  init(source: SourceText) {
    self.source = source
    let text = String(validating: source.bytes.dropFirst(source.markLength), as: UTF8.self)
    // The line break that editors put at a file's end is not part of the words.
    words = text.map { $0.last?.isNewline == true ? String($0.dropLast()) : $0 }
  }
}

/// Prompt files, each read once however many cells name it.
final class PromptFiles {
  private let files: any FileReader
  private var known: [ByteText: Result<PromptFile, FileReadError>] = [:]

  init(files: any FileReader) { self.files = files }

  /// The paths of those that were asked for, sorted.
  var paths: [String] { known.keys.map { String($0.text) }.sorted() }

  /// The file at a path, which messages call `shown`. How it ends its lines is none of it: what checks
  /// files out may change that.
  func file(at path: String, shown: String) throws(FileReadError) -> PromptFile {
    let key = ByteText(path)
    if let known = known[key] { return try known.get() }
    let result = Result { () throws(FileReadError) in
      PromptFile(
        source: SourceText(
          name: shown,
          bytes: try files.read(path, limit: ManifestLoader.longestPromptFile).withLineFeeds))
    }
    known[key] = result
    return try result.get()
  }
}
