package import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Bytes under the name of their digest: originals and what was derived from them.
///
/// Nothing in it is ever changed. Threads may use it at the same time.
package struct ObjectStore: Sendable {
  private let state: StateDirectory
  private let ballast: Ballast?
  private let folders = KnownFolders()

  /// The store of a state. On a full disk the ballast is given up for what is being kept.
  package init(_ state: StateDirectory, ballast: Ballast? = nil) {
    self.state = state
    self.ballast = ballast
  }

  /// Where an object stands, or would.
  package func path(of digest: Digest) -> String {
    folder(of: digest) + "/" + digest.hex.dropFirst(2)
  }

  /// Whether these bytes are there.
  package func has(_ digest: Digest) -> Bool {
    guard let status = try? Folders.status(path(of: digest)) else { return false }
    return status.st_mode & S_IFMT == S_IFREG
  }

  /// Whether the bytes that stand under `digest` still are those.
  ///
  /// - Throws: where they cannot be read; missing ones are `false`.
  package func verify(_ digest: Digest) throws(StoreError) -> Bool {
    guard has(digest) else { return false }
    let file = try OpenFile.open(path(of: digest), flags: O_RDONLY | O_NOFOLLOW)
    return try file.digest() == digest
  }

  /// The bytes that stand under `digest`, checked, where they are no more than so many; else `nil`, as
  /// where they are missing or damaged.
  package func bytes(of digest: Digest, upTo limit: Int) throws(StoreError) -> [UInt8]? {
    let file: OpenFile
    do {
      file = try OpenFile.open(path(of: digest), flags: O_RDONLY | O_NOFOLLOW)
    } catch  where error.code == .missing {
      return nil
    }
    guard try file.regularStamp().size <= limit else { return nil }
    var bytes: [UInt8] = []
    try file.readPieces { (piece) throws(StoreError) in
      bytes = bytes.isEmpty ? piece : bytes + piece
    }
    return SHA256.digest(bytes) == digest ? bytes : nil
  }

  /// Sees to it that the bytes that stand under `digest` are those. Damaged ones are put aside, so
  /// that from now on the object counts as lost.
  ///
  /// - Throws: `.missing` where there are none, `.damaged` where they were put aside.
  package func check(_ digest: Digest) throws(StoreError) {
    let path = path(of: digest)
    guard has(digest) else {
      throw StoreError(.missing, "the store has no object \(digest.short)")
    }
    guard try !verify(digest) else { return }
    throw StoreError(
      .damaged,
      "the store's object \(digest.short) is damaged, and was put aside in '\(try setAside(path))'")
  }

  /// The folder of files that are being written.
  package var temporaryFolder: String { state.temporaryPath }

  /// A path for a file that is to be written and kept. Nothing stands there yet.
  package func newTemporaryPath() -> String {
    state.temporaryPath + "/" + TemporaryName.make()
  }

  /// Where a result is kept that has come whole from an address, until it was looked at: a run that was
  /// killed may have left it there.
  package func fetchedPath(from address: String) -> String {
    state.temporaryPath + "/" + TemporaryName.fetched(from: address)
  }

  /// Puts a result that has come whole where `fetchedPath` says, durably.
  ///
  /// - Returns: its path.
  /// - Throws: `.full`, `.io`.
  package func keepFetched(_ temporary: String, from address: String) throws(StoreError) -> String {
    let path = fetchedPath(from: address)
    // Never a second time, as in `keep`.
    try OpenFile.open(temporary, flags: O_RDONLY | O_NOFOLLOW).sync()
    var isMoved = false
    try Ballast.relieving(ballast, for: .results) { () throws(StoreError) in
      if !isMoved {
        guard unsafe rename(temporary, path) == 0 else {
          throw .system("cannot put '\(path)' in place", errno: errno)
        }
        isMoved = true
      }
      try Folders.sync(state.temporaryPath)
    }
    return path
  }

  /// Keeps a file under the digest of its bytes; it is gone after. `isSynced` says that its writer
  /// has waited until the disk had it.
  ///
  /// - Throws: `.damaged` where its bytes have another digest; the file then stays.
  package func keep(
    _ temporaryPath: String, as digest: Digest, isSynced: Bool = true
  ) throws(StoreError) {
    // Never a second time: after a failure the system calls clean what never reached the disk.
    if !isSynced { try OpenFile.open(temporaryPath, flags: O_RDONLY | O_NOFOLLOW).sync() }
    try Ballast.relieving(ballast, for: .results) { () throws(StoreError) in
      try keepOnce(temporaryPath, as: digest)
    }
  }

  private func keepOnce(_ temporaryPath: String, as digest: Digest) throws(StoreError) {
    let file: OpenFile
    do {
      file = try OpenFile.open(temporaryPath, flags: O_RDONLY | O_NOFOLLOW)
    } catch {
      // A try before this one may have put it in place, and found no room to make that durable.
      guard error.code == .missing, try verify(digest) else { throw error }
      return try syncPlace(of: digest)
    }
    _ = try file.regularStamp()
    let found = try file.digest()
    guard found == digest else {
      throw StoreError(
        .damaged, "'\(temporaryPath)' has the digest \(found.short), not \(digest.short)")
    }
    // An object that is whole wins: others may be reading it. A broken one is replaced.
    if try verify(digest) {
      try syncPlace(of: digest)
      return remove(temporaryPath)
    }
    guard fchmod(file.descriptor, 0o444) == 0 else {
      throw .system("cannot protect '\(temporaryPath)'", errno: errno)
    }
    let folder = folder(of: digest)
    try folders.make(folder)
    if unsafe rename(temporaryPath, path(of: digest)) != 0 {
      guard errno == ENOENT else { throw Self.unkept(digest) }
      // Another hand may have taken the folder away since it was made.
      folders.forget(folder)
      try folders.make(folder)
      guard unsafe rename(temporaryPath, path(of: digest)) == 0 else { throw Self.unkept(digest) }
    }
    try Folders.sync(folder)
  }

  private static func unkept(_ digest: Digest) -> StoreError {
    .system("cannot keep object \(digest.short)", errno: errno)
  }

  /// Makes it durable that an object is in its place: who put it there may have died before.
  private func syncPlace(of digest: Digest) throws(StoreError) {
    try Folders.sync(folder(of: digest))
    try Folders.sync(state.objectsPath)
  }

  /// Keeps bytes; they are durable when it returns.
  @discardableResult
  package func keep(_ bytes: [UInt8]) throws(StoreError) -> Digest {
    let digest = SHA256.digest(bytes)
    if try verify(digest) {
      try syncPlace(of: digest)
      return digest
    }
    try write(bytes) { (temporary) throws(StoreError) in try keepOnce(temporary, as: digest) }
    return digest
  }

  /// Keeps a copy of a file that stands anywhere.
  package func keepCopy(of path: String) throws(StoreError) -> Digest {
    let source = try OpenFile.open(path, flags: O_RDONLY)
    _ = try source.regularStamp()
    let temporary = newTemporaryPath()
    do throws(StoreError) {
      try FileCopy.copy(
        source, to: OpenFile.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW))
      let digest = try OpenFile.open(temporary, flags: O_RDONLY | O_NOFOLLOW).digest()
      try keep(temporary, as: digest)
      return digest
    } catch {
      remove(temporary)
      throw error
    }
  }

  /// Every object that is there, and how its file looks.
  package func all() throws(StoreError) -> [(Digest, FileStamp)] {
    var objects: [(Digest, FileStamp)] = []
    for prefix in try Folders.names(in: state.objectsPath) where prefix.utf8.count == 2 {
      for name in try Folders.names(in: state.objectsPath + "/" + prefix) {
        guard let digest = Digest(hex: prefix + name),
          let status = try Folders.status(path(of: digest)), status.st_mode & S_IFMT == S_IFREG
        else { continue }
        objects.append((digest, FileStamp(status)))
      }
    }
    return objects
  }

  /// Removes an object, for good.
  package func remove(_ digest: Digest) throws(StoreError) {
    guard unsafe unlink(path(of: digest)) == 0 || errno == ENOENT else {
      throw .system("cannot remove object \(digest.short)", errno: errno)
    }
  }

  /// Puts a file of the store's aside, a temporary or an object, that was paid for and cannot be
  /// used, for a person to look at.
  ///
  /// Of such files the newest 32 are kept, and of these no more than 512 MiB. One that has the name
  /// already is replaced.
  ///
  /// - Returns: where it stands now.
  @discardableResult
  package func setAside(_ file: String, named name: String? = nil) throws(StoreError) -> String {
    try AsideFolder(state.undecodablePath).take(file, named: name)
  }

  /// Puts the file of an answer aside that was paid for and cannot be read, for a person to look at. It
  /// stays until a person removes it.
  ///
  /// - Parameters:
  ///   - file: what came of it; it is moved.
  ///   - overlap: the most bytes of what `clean` takes out.
  ///   - clean: takes out of some of its bytes what may not be kept, leaving as many; tells whether it did.
  /// - Returns: where it stands now.
  /// - Throws: where it cannot be read, written or moved.
  package func setAside(
    answer file: String, overlap: Int, clean: (inout [UInt8]) -> Bool
  ) throws(StoreError) -> String {
    try OpenFile.open(file, flags: O_RDWR | O_NOFOLLOW).rewrite(overlap: overlap, clean)
    return try setAside(media: file)
  }

  /// Puts a file of media aside that stood in an answer and cannot be kept, as `setAside` does an answer:
  /// to move it takes no room.
  ///
  /// - Returns: where it stands now.
  /// - Throws: where it cannot be moved.
  package func setAside(media file: String) throws(StoreError) -> String {
    let name = file.pathParts.last ?? "file"
    return try setAside(file, named: "\(AsideFolder.answerPrefix)\(name)")
  }

  /// Puts the bytes of an answer aside as `setAside` does its file.
  package func setAside(answer bytes: [UInt8]) throws(StoreError) -> String {
    try write(bytes) { (temporary) throws(StoreError) in
      try setAside(answer: temporary, overlap: 0) { _ in false }
    }
  }

  /// Writes a temporary file, durably, and passes it on; it is gone where that fails.
  private func write<Result>(
    _ bytes: [UInt8], _ body: (String) throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    try Ballast.relieving(ballast, for: .results) { () throws(StoreError) in
      let temporary = newTemporaryPath()
      do throws(StoreError) {
        let file = try OpenFile.open(temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW)
        try file.write(bytes)
        try file.sync()
        return try body(temporary)
      } catch {
        remove(temporary)
        throw error
      }
    }
  }

  /// Puts aside what stood in answers of which an earlier run died before it could record them: it was
  /// paid for. Only for who holds the `RunLock`.
  ///
  /// - Parameter isMedia: whether a file begins, with 12 bytes, like something that can be used.
  /// - Returns: where it stands now.
  /// - Throws: where it cannot be listed or moved.
  package func setAsideAnswers(where isMedia: ([UInt8]) -> Bool) throws(StoreError) -> [String] {
    let folder = AsideFolder(state.undecodablePath)
    var paths: [String] = []
    for name in try Folders.names(in: state.temporaryPath)
    where TemporaryName.kind(of: name) == .answer {
      let path = state.temporaryPath + "/" + name
      guard let head = FileStatus.head(of: path, count: 12), isMedia(head) else { continue }
      paths.append(try folder.take(path, named: AsideFolder.answerPrefix + name))
    }
    return paths
  }

  /// Removes what earlier runs were writing when they died; a result that has come whole stays for a
  /// month. Only for who holds the `RunLock`.
  ///
  /// - Parameters:
  ///   - now: in seconds since 1970.
  ///   - isMedia: as of `setAsideAnswers`. What it could not put aside stays, for the next run to try.
  /// - Throws: where the folder cannot be read.
  package func removeTemporaries(
    now: Int64, keepingAnswers isMedia: ([UInt8]) -> Bool = { _ in false }
  ) throws(StoreError) {
    let names = try Folders.names(in: state.temporaryPath).filter { name in
      switch TemporaryName.kind(of: name) {
      case .part: true
      case .answer:
        !(FileStatus.head(of: state.temporaryPath + "/" + name, count: 12).map(isMedia) ?? false)
      case .fetched:
        (FileWatch.of(state.temporaryPath + "/" + name)?.modified ?? .max) / 1_000_000_000
          < now - 30 * 86400
      case nil: false
      }
    }
    guard !names.isEmpty else { return }
    // Not through a link: nothing of another folder's is removed.
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    let open = try OpenFile.open(state.temporaryPath, flags: flags)
    for name in names { _ = unsafe unlinkat(open.descriptor, name, 0) }
  }

  private func folder(of digest: Digest) -> String {
    state.objectsPath + "/" + digest.hex(first: 2)
  }

  private func remove(_ path: String) { _ = unsafe unlink(path) }
}
