package import ReelBasics

/// Files that exist for one test only, by their absolute path.
package struct InMemoryFileReader: FileReader {
  private let files: [String: [UInt8]]

  package init(_ files: [String: [UInt8]] = [:]) { self.files = files }

  /// Files of text.
  package init(texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  package func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
    guard let bytes = files[path] else { throw .missing }
    guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
    return bytes
  }

  package func isRegularFile(_ path: String) -> Bool { files[path] != nil }
}
