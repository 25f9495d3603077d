import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The append-only file of what must be known even where the database is lost.
///
/// Its lines are `JournalLine`s. One thread writes it, under the run's lock.
final class Journal: GroupJournal {
  private let file: OpenFile
  private let mark: JournalMark
  private let ends: Locked<Ends>

  private struct Ends: Sendable {
    /// Where the journal ends.
    var now: Int64
    /// Where it ended before the last group.
    var before: Int64
    /// What was begun could not be taken back.
    var isBroken = false
  }

  /// Opens the journal, made where it is missing.
  init(_ state: StateDirectory) throws(StoreError) {
    mark = JournalMark(state)
    let path = state.journalPath
    let isNew = try Folders.status(path) == nil
    file = try OpenFile.open(path, flags: O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, mode: 0o600)
    let size = try file.regularStamp().size
    ends = Locked(Ends(now: size, before: size))
    if isNew { try Folders.sync(state.path) }
  }

  /// Where the journal ends, in bytes.
  var end: Int64 { ends.withLock { $0.now } }

  /// Takes away what a crash left of a last line that nobody was told of. Ended instead, it would look
  /// like a line that was damaged.
  func cutTornLine() throws(StoreError) {
    let length = try file.lengthOfWholeLines()
    guard length < end else { return }
    guard ftruncate(file.descriptor, off_t(length)) == 0 else {
      throw .system("cannot shorten '\(file.name)'", errno: errno)
    }
    try file.sync()
    ends.withLock { $0 = Ends(now: length, before: length) }
  }

  func append(_ lines: [UInt8]) throws(StoreError) -> Int64? {
    ends.withLock { $0.before = $0.now }
    guard !lines.isEmpty else { return nil }
    guard !ends.withLock({ $0.isBroken }) else {
      throw StoreError(.io, "'\(file.name)' has lines that could not be taken back")
    }
    do {
      try file.write(lines)
      try file.sync()
      ends.withLock { $0.now += Int64(lines.count) }
    } catch {
      try takeBack()
      throw error
    }
    return end
  }

  func committed() { mark.write(end) }

  /// Where even this fails, the lines too many make the records take requests for unsettled that
  /// were never sent, and no more: the next opening makes the changes that they tell of.
  func takeBack() throws(StoreError) {
    let before = ends.withLock { $0.before }
    guard ftruncate(file.descriptor, off_t(before)) == 0 else {
      ends.withLock { $0.isBroken = true }
      throw .system("cannot shorten '\(file.name)'", errno: errno)
    }
    ends.withLock { $0.now = before }
    try file.sync()
  }
}
