import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The append-only file of what must be known even where the database is lost.
///
/// Every line is a JSON object with `v` (1), `kind` and `at` (seconds since 1970). One thread writes
/// it, under the run's lock.
final class Journal: Sendable {
  private let file: OpenFile

  /// Opens the journal, and ends a line that a crash cut short.
  init(_ state: StateDirectory) throws(StoreError) {
    let path = state.journalPath
    let isNew = try Folders.status(path) == nil
    file = try OpenFile.open(path, flags: O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, mode: 0o600)
    let size = try file.regularStamp().size
    if isNew { try Folders.sync(state.path) }
    guard size > 0 else { return }
    var last: UInt8 = 0
    guard unsafe pread(file.descriptor, &last, 1, off_t(size - 1)) == 1 else {
      throw .system("cannot read '\(path)'", errno: errno)
    }
    if last != UInt8(ascii: "\n") { try file.write([UInt8(ascii: "\n")]) }
  }

  /// Adds lines; they are durable when it returns, or none of them is there where it throws.
  func append(_ lines: [JSONValue]) throws(StoreError) {
    guard !lines.isEmpty else { return }
    let size = try file.regularStamp().size
    do {
      try file.write(lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] })
      try file.sync()
    } catch {
      // Best effort: a line too many only makes a request look less settled than it is.
      ftruncate(file.descriptor, off_t(size))
      throw error
    }
  }
}
