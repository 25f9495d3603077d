#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Small questions about files.
package enum FileStatus {
  /// The size of what stands at a path, links followed; `nil` where nothing does.
  package static func size(of path: String) -> Int64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }

  /// Whether a folder stands at a path, links followed.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The first bytes of a file; `nil` where it cannot be read.
  package static func head(of path: String, count: Int) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: count)
    let read = unsafe read(descriptor, &bytes, count)
    return read < 0 ? nil : Array(bytes[..<read])
  }

  /// Removes a file; one that is not there is no matter.
  package static func remove(_ path: String) { _ = unsafe unlink(path) }
}
