import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the journal ended when the records were last changed, in a file of its own: a journal that was
/// cut exactly between two lines looks like one that ends there.
///
/// It is a witness for the case that the database, which knows better, is lost too. It is written after
/// the change is durable and not waited for. So it may say less than there is, after a crash, but
/// never more.
struct JournalMark {
  private static let digits = 20

  private let path: String

  init(_ state: StateDirectory) { path = state.path + "/journal.end" }

  /// Where the journal ended, in bytes; `nil` where nobody says.
  func read() -> Int64? {
    let text = FileStatus.head(of: path, count: Self.digits + 1)
    guard let text, text.count == Self.digits + 1, text.last == UInt8(ascii: "\n") else {
      return nil
    }
    return Int64(String(decoding: text.dropLast(), as: UTF8.self))
  }

  /// Takes note; where that cannot be done, there is one witness less.
  func write(_ end: Int64) {
    let text = String(end)
    let padded = String(repeating: "0", count: Self.digits - text.utf8.count) + text + "\n"
    try? OpenFile.open(path, flags: O_WRONLY | O_CREAT | O_NOFOLLOW).write(Array(padded.utf8))
  }

  /// Before the journal becomes shorter for a good reason.
  func remove() { FileStatus.remove(path) }
}
