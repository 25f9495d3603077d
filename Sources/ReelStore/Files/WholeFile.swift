import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file of text that is there whole or not at all.
package enum WholeFile {
  /// The bytes that are written at a time.
  private static let pieceBytes = 1 << 16

  /// Writes a file in place of what stands there, unless that says the same already; it is durable
  /// when this returns.
  ///
  /// - Parameters:
  ///   - path: where it will stand.
  ///   - text: is given a function that takes the text piece by piece, from the first to the last.
  /// - Returns: how it looks now.
  /// - Throws: where it cannot be written, and what `text` throws.
  @discardableResult
  package static func write(
    to path: String, text: ((String) throws(StoreError) -> Void) throws(StoreError) -> Void
  ) throws(StoreError) -> FileStamp {
    let path = try place(of: path)
    let folder = Folders.parent(of: path)
    let name = String(path.fileName)
    removeDeadParts(of: name, in: folder)
    let part = folder + "/" + PartName.make(for: name)
    let file = try begin(part, for: path)
    do throws(StoreError) {
      // Tells `removeParts` of other runs that this one is alive.
      flock(file.descriptor, LOCK_EX | LOCK_NB)
      let digest = try fill(file, with: text)
      let size = try file.regularStamp().size
      if let same = try stamp(of: path, where: digest, size) {
        _ = unsafe unlink(part)
        return same
      }
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

  /// Removes what those left who were killed while they wrote this file. Who has just begun has yet to say
  /// that it is alive.
  private static func removeDeadParts(of name: String, in folder: String) {
    guard let names = try? Folders.names(in: folder) else { return }
    for part in names where PartName.isOurs(part, for: name) {
      guard let file = try? OpenFile.open(folder + "/" + part, flags: O_RDONLY | O_NOFOLLOW),
        let stamp = try? file.regularStamp(),
        FileWatch.now &- stamp.modified > 60_000_000_000,
        flock(file.descriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      _ = unsafe unlink(folder + "/" + part)
    }
  }

  /// Finds out whether a file can be written at a path, and leaves nothing there.
  ///
  /// - Throws: where it cannot.
  package static func probe(_ path: String) throws(StoreError) {
    let path = try place(of: path)
    if try Folders.status(path) != nil {
      _ = try OpenFile.open(path, flags: O_RDONLY).regularStamp()
    }
    let name = String(path.fileName)
    let part = Folders.parent(of: path) + "/" + PartName.make(for: name)
    _ = try begin(part, for: path)
    _ = unsafe unlink(part)
  }

  /// The one path, of all that lead there, of the file that `write` writes; nothing need be there.
  package static func destination(of path: String) -> String {
    let path = Folders.target(of: path)
    guard let name = path.pathParts.last,
      let real = unsafe realpath(Folders.parent(of: path), nil)
    else { return path }
    defer { unsafe free(real) }
    let folder = unsafe String(cString: real)
    return folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }

  /// Makes the file that takes the place of the one at `path`, by whose name errors go.
  private static func begin(_ part: String, for path: String) throws(StoreError) -> OpenFile {
    do {
      return try OpenFile.open(
        part, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o666)
    } catch {
      throw StoreError(error.code, error.message.replacing(part, with: path))
    }
  }

  /// Where a file is written: a link is followed, as where it lies is the author's choice.
  private static func place(of path: String) throws(StoreError) -> String {
    let isDevice = path.hasBytePrefix("/dev/") && !path.hasBytePrefix("/dev/shm/")
    guard !isDevice, !path.hasBytePrefix("/proc/") else {
      throw StoreError(.denied, "'\(path)' is no file that can be written as a whole")
    }
    return Folders.target(of: path)
  }

  private static func fill(
    _ file: OpenFile, with text: ((String) throws(StoreError) -> Void) throws(StoreError) -> Void
  ) throws(StoreError) -> Digest {
    let hasher = SHA256()
    var buffer: [UInt8] = []
    func flush() throws(StoreError) {
      hasher.update(buffer)
      try file.write(buffer)
      buffer.removeAll(keepingCapacity: true)
    }
    try text { (piece) throws(StoreError) in
      buffer += piece.utf8
      if buffer.count >= pieceBytes { try flush() }
    }
    try flush()
    return hasher.finish()
  }

  /// How the file at `path` looks, where it has this content.
  private static func stamp(
    of path: String, where digest: Digest, _ size: Int64
  ) throws(StoreError) -> FileStamp? {
    guard try Folders.status(path) != nil else { return nil }
    // It may be a link: where it lies is the author's choice.
    let file = try OpenFile.open(path, flags: O_RDONLY)
    let stamp = try file.regularStamp()
    guard stamp.size == size else { return nil }
    return try file.digest() == digest ? stamp : nil
  }
}
