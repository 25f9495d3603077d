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
    let hasher = SHA256()
    // A large buffer for a small file costs more than reading it.
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: min(256 * 1024, max(4096, Int(clamping: status.st_size) + 1)), alignment: 16)
    defer { unsafe buffer.deallocate() }
    while true {
      let count = unsafe read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return hasher.finish() }
      unsafe hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
