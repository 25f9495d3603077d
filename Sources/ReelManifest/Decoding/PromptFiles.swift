import ReelBasics

/// Prompt files, each read once however many cells name it.
final class PromptFiles {
  private let files: any FileReader
  private var texts: [ByteText: Result<SourceText, FileReadError>] = [:]

  init(files: any FileReader) { self.files = files }

  /// The paths of those that were asked for, sorted.
  var paths: [String] { texts.keys.map { String($0.text) }.sorted() }

  /// The text of the file at a path, which messages call `shown`. How it ends its lines is none of it:
  /// what checks files out may change that.
  func text(at path: String, shown: String) throws(FileReadError) -> SourceText {
    let key = ByteText(path)
    if let known = texts[key] { return try known.get() }
    let result = Result { () throws(FileReadError) in
      SourceText(
        name: shown,
        bytes: try files.read(path, limit: ManifestLoader.longestPromptFile).withLineFeeds)
    }
    texts[key] = result
    return try result.get()
  }
}
