import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads the journal's lines, one after the other.
struct JournalReader {
  /// A line that is longer is damaged: no answer that is recorded comes near it.
  private static let longestLine = 64 << 20

  let path: String

  init(_ state: StateDirectory) { path = state.journalPath }

  /// How long the journal is; `nil` where it is missing.
  ///
  /// - Throws: `.denied` where something else than a file stands in its place.
  func size() throws(StoreError) -> Int64? {
    guard let status = try Folders.status(path) else { return nil }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StoreError(.denied, "'\(path)' is not a regular file")
    }
    return FileStamp(status).size
  }

  /// Reads what follows after so many bytes. A journal that is missing has no lines.
  func read(
    from start: Int64 = 0, _ body: (JournalLine) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard try size() != nil else { return }
    let file = try OpenFile.open(path, flags: O_RDONLY | O_NOFOLLOW)
    guard lseek(file.descriptor, off_t(start), SEEK_SET) >= 0 else {
      throw .system("cannot read '\(path)'", errno: errno)
    }
    var line: [UInt8] = []
    var isTooLong = false
    try file.readPieces { (piece) throws(StoreError) in
      for part in piece.split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      ).enumerated() {
        if part.offset > 0 {
          // What came before ends here.
          if isTooLong || !line.isEmpty {
            try body(isTooLong ? .damaged : try JournalLine(line, isWhole: true))
          }
          line = []
          isTooLong = false
        }
        if line.count + part.element.count > Self.longestLine {
          isTooLong = true
          line = []
        }
        if !isTooLong { line += part.element }
      }
    }
    if isTooLong || !line.isEmpty {
      try body(isTooLong ? .damaged : try JournalLine(line, isWhole: false))
    }
  }
}
