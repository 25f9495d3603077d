#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How much lies in a folder of the state that Reel does not clear by itself.
package struct FolderUsage: Sendable, Hashable {
  package let path: String
  /// The files in it, at least one.
  package let files: Int
  package let byteCount: Int64

  /// `nil` for a folder that is empty or missing.
  ///
  /// - Throws: where it cannot be read.
  package init?(_ path: String) throws(StoreError) {
    guard let status = try Folders.status(path), status.st_mode & S_IFMT == S_IFDIR else {
      return nil
    }
    var (files, byteCount) = (0, Int64(0))
    for name in try Folders.names(in: path) {
      guard let status = try Folders.status(path + "/" + name),
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      files += 1
      byteCount += FileStamp(status).size
    }
    guard files > 0 else { return nil }
    (self.path, self.files, self.byteCount) = (path, files, byteCount)
  }
}
