import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new file that a download goes to. Unless it is finished it removes itself.
final class DownloadFile {
  /// So many bytes of a file are hashed as they come. Of more the thread that all transfers share would
  /// have too much to do: they are hashed at the end, by another one.
  private static let hashedAsTheyCome: Int64 = 1 << 20

  /// A file with all its bytes, on its way to the disk.
  struct Finished: Sendable {
    let path: String
    let byteCount: Int64
    /// The digest, where it is known already.
    let digest: Digest?
    fileprivate let descriptor: Int32

    /// Closes the file without waiting for the disk; gives its path.
    func release() -> String {
      close(descriptor)
      return path
    }

    /// Removes the file.
    func remove() {
      close(descriptor)
      unsafe unlink(path)
    }

    /// Hashes the file where that is still to be done, waits until the disk has it, where it `syncs`, and
    /// closes it; removes it where that fails. Blocks.
    func settle(syncs: Bool) throws(HTTPError) -> Digest {
      let digest = digest ?? FileDigest.of(descriptor: descriptor)
      var number = digest == nil ? errno : 0
      if syncs, number == 0, fsync(descriptor) != 0 { number = errno }
      if close(descriptor) != 0, number == 0 { number = errno }
      guard let digest, number == 0 else {
        unsafe unlink(path)
        throw HTTPError(
          .fileFailed, "cannot write \(path): \(systemText(number))", reach: .maybeSent)
      }
      return digest
    }
  }

  private let path: String
  /// `nil` where the file is to be hashed at its end.
  private var hasher: SHA256? = SHA256()
  private var descriptor: Int32
  private(set) var byteCount: Int64 = 0
  /// What can still be done about a full disk.
  private var reliefs: ArraySlice<() -> Bool>

  /// Creates the file; anything at `path` already, even a dangling link, is refused. Where the disk is
  /// full, each of `reliefs` is asked once to make room; it says whether there may be some.
  init(path: String, reliefs: [() -> Bool] = []) throws(HTTPError) {
    self.path = path
    self.reliefs = reliefs[...]
    descriptor = -1
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    repeat {
      descriptor = unsafe open(path, flags, 0o600)
    } while descriptor < 0 && isRelieved(of: errno)
    guard descriptor >= 0 else {
      throw HTTPError(
        .fileFailed, "cannot create \(path): \(systemText(errno))", reach: .nothingSent)
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unsafe unlink(path)
  }

  /// Adds bytes at the end.
  func write(_ bytes: UnsafeRawBufferPointer) throws(BodyFault) {
    var left = unsafe bytes
    while unsafe !left.isEmpty {
      #if canImport(Glibc)
        let count = unsafe Glibc.write(descriptor, left.baseAddress, left.count)
      #else
        let count = unsafe Darwin.write(descriptor, left.baseAddress, left.count)
      #endif
      let number = errno
      if count < 0, number == EINTR || isRelieved(of: number) { continue }
      guard count > 0 else {
        throw BodyFault(
          code: .fileFailed, message: "cannot write \(path): \(systemText(number))")
      }
      unsafe left = UnsafeRawBufferPointer(rebasing: left[count...])
    }
    byteCount += Int64(bytes.count)
    if byteCount > Self.hashedAsTheyCome { hasher = nil }
    unsafe hasher?.update(bytes)
  }

  /// Adds bytes at the end.
  func write(_ bytes: [UInt8]) throws(BodyFault) {
    // The closure cannot throw a typed error by itself.
    let result = unsafe bytes.withUnsafeBytes { bytes in
      Result { () throws(BodyFault) in try unsafe write(bytes) }
    }
    try result.get()
  }

  /// Whether there may be room now on a disk that was full.
  private func isRelieved(of number: Int32) -> Bool {
    guard number == ENOSPC || number == EDQUOT else { return false }
    while let relief = reliefs.popFirst() {
      if relief() { return true }
    }
    return false
  }

  /// Hands the file over; this object is spent.
  func finish() -> Finished {
    defer { descriptor = -1 }
    return Finished(
      path: path, byteCount: byteCount, digest: hasher?.finish(), descriptor: descriptor)
  }
}
