/// Reads files, and takes note of each: whoever holds the notes against the disk later knows whether it
/// would read the same again.
package final class WatchedFiles: FileReader {
  /// A file that was looked for.
  package struct Note: Sendable, Hashable {
    package let path: String
    /// How it looked before it was read; `nil` where there was none.
    package let look: FileWatch?
    /// The digest of what was read, where it was written so shortly before that another write need not
    /// show.
    package let digest: Digest?

    package init(path: String, look: FileWatch?, digest: Digest? = nil) {
      self.path = path
      self.look = look
      self.digest = digest
    }
  }

  /// Two writes within such a time may look like one, in nanoseconds: file systems keep time by clocks
  /// of their own.
  package static let doubt: Int64 = 3_000_000_000

  private let reader: any FileReader
  private let seen = Locked<[ByteText: Note]>([:])

  package init(_ reader: any FileReader = LocalFileReader()) { self.reader = reader }

  /// What was looked for so far, by path.
  package var notes: [Note] { seen.withLock { $0.values.sorted { $0.path < $1.path } } }

  package func read(_ path: String, limit: Int) throws(FileReadError) -> [UInt8] {
    let look = FileWatch.of(path)
    let bytes = try reader.read(path, limit: limit)
    let isYoung = look.map { FileWatch.now - $0.touched < Self.doubt } ?? false
    note(Note(path: path, look: look, digest: isYoung ? SHA256.digest(bytes) : nil))
    return bytes
  }

  package func isRegularFile(_ path: String) -> Bool {
    note(Note(path: path, look: FileWatch.of(path)))
    return reader.isRegularFile(path)
  }

  package func realPath(_ path: String) -> String {
    note(Note(path: path, look: FileWatch.of(path)))
    return reader.realPath(path)
  }

  /// The first look counts: what differs at a later one differs from what is on disk at the end.
  private func note(_ note: Note) {
    seen.withLock { seen in
      let key = ByteText(note.path)
      if seen[key]?.digest == nil, seen[key]?.look == note.look {
        seen[key] = note
      } else if seen[key] == nil {
        seen[key] = note
      }
    }
  }
}
