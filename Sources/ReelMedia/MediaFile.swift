#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few file operations that finishing and rendering need.
enum MediaFile {
  /// The first 12 bytes, or fewer where the file is shorter.
  static func head(_ path: String) throws(MediaError) -> [UInt8] {
    let descriptor = try open(path, O_RDONLY)
    defer { close(descriptor) }
    return try read(descriptor, upTo: 12, path)
  }

  /// The whole file.
  static func bytes(_ path: String) throws(MediaError) -> [UInt8] {
    let descriptor = try open(path, O_RDONLY)
    defer { close(descriptor) }
    return try read(descriptor, upTo: .max, path)
  }

  /// The whole file, where it has no more than so many bytes; else `nil`.
  static func bytes(_ path: String, upTo limit: Int) throws(MediaError) -> [UInt8]? {
    let descriptor = try open(path, O_RDONLY)
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size <= limit else { return nil }
    // One more tells whether it has grown.
    let bytes = try read(descriptor, upTo: Int(status.st_size) + 1, path)
    return bytes.count > Int(status.st_size) ? nil : bytes
  }

  /// Writes a file that must not be there yet, and waits until it is on the disk. What was begun is
  /// removed on failure. Files that are gone in a moment need not be durable.
  static func create(
    _ path: String, _ bytes: [UInt8], durable: Bool = true
  ) throws(MediaError) {
    try create(path, durable: durable) { (write) throws(MediaError) in try write(bytes) }
  }

  /// The same, for bytes that come in pieces.
  static func create(
    _ path: String, durable: Bool,
    _ body: (_ write: ([UInt8]) throws(MediaError) -> Void) throws(MediaError) -> Void
  ) throws(MediaError) {
    let descriptor = try open(path, O_WRONLY | O_CREAT | O_EXCL)
    defer { close(descriptor) }
    do throws(MediaError) {
      try body { (bytes) throws(MediaError) in try write(bytes, to: descriptor, path) }
      guard !durable || fsync(descriptor) == 0 else { throw failure("synced", path) }
    } catch {
      unsafe unlink(path)
      throw error
    }
  }

  /// Waits until a file's bytes are on the disk.
  static func sync(_ path: String) throws(MediaError) {
    let descriptor = try open(path, O_RDONLY)
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("synced", path) }
  }

  /// Removes the file where it is there.
  static func remove(_ path: String) { unsafe unlink(path) }

  private static func open(_ path: String, _ flags: Int32) throws(MediaError) -> Int32 {
    #if canImport(Glibc)
      let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, 0o644)
    #else
      let descriptor = unsafe Darwin.open(path, flags | O_CLOEXEC, 0o644)
    #endif
    guard descriptor >= 0 else { throw failure("opened", path) }
    return descriptor
  }

  private static func read(
    _ descriptor: Int32, upTo limit: Int, _ path: String
  ) throws(MediaError) -> [UInt8] {
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 18))
    while result.count < limit {
      let wanted = min(buffer.count, limit - result.count)
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        #if canImport(Glibc)
          unsafe Glibc.read(descriptor, bytes.baseAddress, wanted)
        #else
          unsafe Darwin.read(descriptor, bytes.baseAddress, wanted)
        #endif
      }
      if count == 0 { break }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("read", path) }
      result += buffer.prefix(count)
    }
    return result
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, _ path: String
  ) throws(MediaError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        #if canImport(Glibc)
          return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
        #else
          return unsafe Darwin.write(descriptor, rest.baseAddress, rest.count)
        #endif
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("written", path) }
      done += count
    }
  }

  private static func failure(_ verb: String, _ path: String) -> MediaError {
    let reason = unsafe String(cString: strerror(errno))
    return MediaError(.file, "\(path) cannot be \(verb): \(reason)")
  }
}
