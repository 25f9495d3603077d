#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Hashes files without reading them into memory.
package enum FileDigest {
  /// The digest of a regular file; `nil` where it cannot be read.
  package static func of(_ path: String) -> Digest? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return of(descriptor: descriptor, expecting: Int(clamping: status.st_size))
  }

  /// The digest of all that an open file has from its start, wherever it was read or written last; `nil`
  /// where it cannot be read, for the reason in `errno`. `size` is about how much that is, in bytes.
  package static func of(descriptor: Int32, expecting size: Int = .max) -> Digest? {
    let hasher = SHA256()
    // A large buffer for a small file costs more than reading it.
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(4096, min(256 * 1024 - 1, size) + 1), alignment: 16)
    defer { unsafe buffer.deallocate() }
    var offset = 0
    while true {
      let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return hasher.finish() }
      offset += count
      unsafe hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
