import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A private folder for files that programs and libraries must be handed by name; gone with it.
final class ScratchFolder: Sendable {
  let path: String
  private let count = Locked(0)

  /// `nil` where the system gives no temporary folder.
  init?(environment: Environment) {
    let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/reel-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { return nil }
    path = String(cString: made)
  }

  deinit {
    guard let folder = opendir(path) else { return }
    var names: [String] = []
    while let entry = readdir(folder) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    closedir(folder)
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// A name that nothing has yet.
  func newPath() -> String {
    let number = count.withLock { count in
      count += 1
      return count
    }
    return "\(path)/\(number)"
  }

  /// Runs `body` with a file that holds `bytes`; `nil` where it cannot be written.
  func withFile<Result: Sendable>(
    _ bytes: [UInt8], _ body: (String) async -> Result?
  ) async -> Result? {
    let path = newPath()
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    defer { unlink(path) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    close(descriptor)
    return rest.isEmpty ? await body(path) : nil
  }
}
