#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What stands in the way of reading a file.
package enum FileReadError: Error, Sendable, Hashable {
  case missing
  case notRegular
  case tooLarge(limit: Int)
  /// Anything else, in the system's words.
  case unreadable(String)

  /// In words that complete "`PATH` …".
  package var reason: String {
    switch self {
    case .missing: "does not exist"
    case .notRegular: "is not a regular file"
    case .tooLarge(let limit): "is larger than \(limit / (1024 * 1024)) MiB"
    case .unreadable(let words): "cannot be read: \(words)"
    }
  }
}

/// The files that a manifest is made of, beside the manifest itself: prompt files and inputs.
package protocol FileReader: Sendable {
  /// The whole of a regular file of at most `limit` bytes.
  func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8]

  /// Whether a regular file (or a link to one) stands at `path`.
  func isRegularFile(_ path: String) -> Bool

  /// The path at which a file stands itself, links followed: one for all that lead to it. `path` where
  /// nothing stands there.
  func realPath(_ path: String) -> String
}

extension FileReader {
  /// The path itself, as where there are no links.
  package func realPath(_ path: String) -> String { path }
}

/// The files of this machine. A path with a NUL names none of them: the system would read it as one that
/// ends there.
package struct LocalFileReader: FileReader {
  package init() {}

  package func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
    guard !path.hasByte(0) else { throw .unreadable("the path holds a NUL character") }
    // O_NONBLOCK: a pipe put in a file's place must not hang us.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(systemErrorText(errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(systemErrorText(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
    return try Self.readAll(descriptor, expecting: Int(status.st_size), limit: limit)
  }

  package func isRegularFile(_ path: String) -> Bool {
    guard !path.hasByte(0) else { return false }
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  package func realPath(_ path: String) -> String {
    guard !path.hasByte(0), let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// Everything that comes out of a descriptor until its end, at most `limit` bytes.
  package static func readAll(
    _ descriptor: Int32, expecting size: Int, limit: Int
  ) throws(FileReadError) -> [UInt8] {
    var bytes: [UInt8] = []
    var failure: FileReadError?
    var capacity = min(max(size + 1, 4096), limit + 1)
    while true {
      let (count, chunk) = readChunk(descriptor, capacity)
      if count < 0 {
        if errno == EINTR { continue }
        failure = .unreadable(systemErrorText(errno))
        break
      }
      if count == 0 { break }
      // The first one is the whole file, if nobody writes to it.
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
      if bytes.count > limit {
        failure = .tooLarge(limit: limit)
        break
      }
      capacity = min(65536, limit + 1 - bytes.count)
    }
    if let failure { throw failure }
    return bytes
  }

  private static func readChunk(_ descriptor: Int32, _ capacity: Int) -> (Int, [UInt8]) {
    var count = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, initialized in
      unsafe count = systemRead(descriptor, buffer.baseAddress, capacity)
      initialized = max(0, count)
    }
    return (count, chunk)
  }
}

/// The system's text for an `errno`.
package func systemErrorText(_ code: Int32) -> String {
  unsafe String(cString: strerror(code))
}

// `read(2)` under a name that a method of the same name cannot hide.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ size: Int) -> Int
{
  unsafe read(descriptor, buffer, size)
}
