import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file or folder that is open; closed with the last reference.
final class OpenFile: Sendable {
  let descriptor: Int32
  /// For messages.
  let name: String

  private init(_ descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  deinit { close(descriptor) }

  /// Opens `path`, below `folder` where there is one; `mode` is for a file that this makes. Child
  /// processes never inherit it.
  static func open(
    _ path: String, below folder: OpenFile? = nil, flags: Int32, mode: mode_t = 0o600
  ) throws(StoreError) -> OpenFile {
    let name = folder.map { "\($0.name)/\(path)" } ?? path
    guard !path.utf8.contains(0) else {
      throw StoreError(.denied, "a path has a NUL character")
    }
    while true {
      let descriptor = unsafe openat(
        folder?.descriptor ?? AT_FDCWD, path, flags | O_CLOEXEC | O_NONBLOCK, mode)
      if descriptor >= 0 { return OpenFile(descriptor, name: name) }
      if errno != EINTR { throw .system("cannot open '\(name)'", errno: errno) }
    }
  }

  /// What the system knows of it.
  func status() throws(StoreError) -> stat {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .system("cannot look at '\(name)'", errno: errno)
    }
    return status
  }

  /// The stamp of a regular file.
  ///
  /// - Throws: `.denied` for anything else.
  func regularStamp() throws(StoreError) -> FileStamp {
    let status = try status()
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.denied, "'\(name)' is not a regular file")
    }
    return FileStamp(status)
  }

  /// Writes all bytes.
  func write(_ bytes: [UInt8]) throws(StoreError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe systemWrite(descriptor, UnsafeRawBufferPointer(rebasing: buffer[done...]))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system("cannot write '\(name)'", errno: errno) }
      done += count
    }
  }

  /// Everything that follows in the file, in pieces of at most 1 MiB.
  func readPieces(_ body: ([UInt8]) throws(StoreError) -> Void) throws(StoreError) {
    // One more than there is tells the end; a large buffer for a small file costs more than reading it.
    let size = Int(clamping: max(try status().st_size, 4095)) + 1
    while true {
      var count = 0
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: min(size, 1 << 20)) {
        buffer, initialized in
        unsafe count = systemRead(
          descriptor,
          UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: min(size, 1 << 20)))
        initialized = max(0, count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system("cannot read '\(name)'", errno: errno) }
      if count == 0 { return }
      try body(piece)
    }
  }

  /// Goes through the file in pieces that overlap by so many bytes, and writes back those that `change`
  /// changed, which has to leave as many bytes as there were.
  func rewrite(overlap: Int, _ change: (inout [UInt8]) -> Bool) throws(StoreError) {
    let size = (1 << 20) + overlap
    var start: off_t = 0
    while true {
      var found = 0
      var piece = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
        found = unsafe pread(descriptor, buffer.baseAddress, size, start)
        initialized = max(0, found)
      }
      guard found >= 0 else { throw .system("cannot read '\(name)'", errno: errno) }
      if change(&piece) {
        let written = unsafe piece.withUnsafeBytes { bytes in
          unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, start)
        }
        guard written == found else { throw .system("cannot write '\(name)'", errno: errno) }
      }
      if found < size { return }
      start += off_t(size - overlap)
    }
  }

  /// Whether its last line, if there is one, is a whole one.
  func endsLine() throws(StoreError) -> Bool {
    let size = try regularStamp().size
    guard size > 0 else { return true }
    var last: UInt8 = 0
    guard unsafe pread(descriptor, &last, 1, off_t(size - 1)) == 1 else {
      throw .system("cannot read '\(name)'", errno: errno)
    }
    return last == UInt8(ascii: "\n")
  }

  /// How many bytes its whole lines have.
  func lengthOfWholeLines() throws(StoreError) -> Int64 {
    var end = try regularStamp().size
    while end > 0 {
      let count = Int(min(end, 1 << 16))
      var found = 0
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        found = unsafe pread(descriptor, buffer.baseAddress, count, off_t(end) - off_t(count))
        initialized = max(0, found)
      }
      guard found == count else { throw .system("cannot read '\(name)'", errno: errno) }
      if let last = piece.lastIndex(of: UInt8(ascii: "\n")) {
        return end - Int64(count - last - 1)
      }
      end -= Int64(count)
    }
    return 0
  }

  /// The digest of everything that follows in the file; never more than a piece is in memory. Past
  /// `limit` bytes it throws `.denied`.
  func digest(limit: Int64 = .max) throws(StoreError) -> Digest {
    let hasher = SHA256()
    var total: Int64 = 0
    try readPieces { (piece) throws(StoreError) in
      total += Int64(piece.count)
      guard total <= limit else { throw StoreError(.denied, "'\(name)' is too large") }
      hasher.update(piece)
    }
    return hasher.finish()
  }

  /// Makes content and size durable.
  func sync() throws(StoreError) { try sync(besides: []) }

  /// Makes a folder's entries durable. Some file systems keep none apart and refuse to be asked.
  func syncEntries() throws(StoreError) { try sync(besides: [EINVAL, ENOTSUP]) }

  private func sync(besides harmless: [Int32]) throws(StoreError) {
    #if canImport(Darwin)
      // There `fsync` leaves the bytes in the drive's cache; not every file system has the other.
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    while fsync(descriptor) != 0 {
      if harmless.contains(errno) { return }
      if errno != EINTR { throw .system("cannot sync '\(name)'", errno: errno) }
    }
  }
}

// `read(2)` and `write(2)` under names that methods of the same name cannot hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  unsafe read(descriptor, buffer.baseAddress, buffer.count)
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  unsafe write(descriptor, bytes.baseAddress, bytes.count)
}
