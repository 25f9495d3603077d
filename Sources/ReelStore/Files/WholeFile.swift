#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file of text that is there whole or not at all.
package enum WholeFile {
  /// Writes a file in place of what stands there; it is durable when this returns.
  ///
  /// - Returns: how it looks now.
  @discardableResult
  package static func write(_ bytes: [UInt8], to path: String) throws(StoreError) -> FileStamp {
    let folder = Folders.parent(of: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let part = folder + "/" + PartName.make(for: name)
    let file = try OpenFile.open(
      part, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o666)
    do throws(StoreError) {
      // Tells `removeParts` of other runs that this one is alive.
      flock(file.descriptor, LOCK_EX | LOCK_NB)
      try file.write(bytes)
      try file.sync()
      guard unsafe rename(part, path) == 0 else {
        throw StoreError.system("cannot write '\(path)'", errno: errno)
      }
    } catch {
      _ = unsafe unlink(part)
      throw error
    }
    try Folders.sync(folder)
    return try file.regularStamp()
  }
}
