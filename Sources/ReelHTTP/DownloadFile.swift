import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new file that a download goes to. Unless it is finished it removes itself.
final class DownloadFile {
  /// A file with all its bytes, on its way to the disk.
  struct Finished: Sendable {
    let path: String
    let byteCount: Int64
    let digest: Digest
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

    /// Waits until the disk has the file, and closes it; removes it where that fails. Blocks.
    func settle() throws(HTTPError) {
      let number = fsync(descriptor) == 0 ? 0 : errno
      let closed = close(descriptor) == 0 ? 0 : errno
      guard number == 0, closed == 0 else {
        unsafe unlink(path)
        let text = systemText(number == 0 ? closed : number)
        throw HTTPError(.fileFailed, "cannot write \(path): \(text)", reach: .maybeSent)
      }
    }
  }

  private let path: String
  private let hasher = SHA256()
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
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
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
    unsafe hasher.update(bytes)
    byteCount += Int64(bytes.count)
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
      path: path, byteCount: byteCount, digest: hasher.finish(), descriptor: descriptor)
  }
}
