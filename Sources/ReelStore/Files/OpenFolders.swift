import ReelBasics

/// Folders that stay open for a while, so that many files are looked at without opening their folder for
/// each. What is moved meanwhile is looked at where it was: only for a short while.
struct OpenFolders: Sendable {
  private static let most = 256

  private var folders: [ByteText: OpenFile] = [:]

  /// The folder at a path, opened where it is not open yet.
  mutating func folder(
    _ path: ByteText, open: () throws(StoreError) -> OpenFile
  ) throws(StoreError) -> OpenFile {
    if let folder = folders[path] { return folder }
    if folders.count >= Self.most { folders.removeAll() }
    let folder = try open()
    folders[path] = folder
    return folder
  }
}
