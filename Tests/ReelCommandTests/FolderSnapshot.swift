import ReelBasics

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// All that stands below a folder, by its name there; without SQLite's index of a write-ahead log,
/// which holds nothing of its own and is touched by readers too, and without what spares runs their plan,
/// which they renew.
struct FolderSnapshot: Equatable {
  struct Entry: Equatable {
    let mode: UInt32
    let inode: UInt64
    let seconds: Int
    let nanoseconds: Int
    /// Of a file.
    let digest: Digest?
  }

  let entries: [String: Entry]

  init(_ path: String) throws {
    var entries: [String: Entry] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: path)
    where !name.hasSuffix(".sqlite-shm") && !name.contains("/snapshots") {
      var status = stat()
      guard lstat("\(path)/\(name)", &status) == 0 else { continue }
      #if canImport(Darwin)
        let time = status.st_mtimespec
      #else
        let time = status.st_mtim
      #endif
      let isFile = status.st_mode & S_IFMT == S_IFREG
      entries[name] = Entry(
        mode: UInt32(status.st_mode), inode: UInt64(status.st_ino), seconds: time.tv_sec,
        nanoseconds: time.tv_nsec, digest: isFile ? FileDigest.of("\(path)/\(name)") : nil)
    }
    self.entries = entries
  }

  /// The names of files, sorted.
  var files: [String] { entries.filter { $0.value.digest != nil }.keys.sorted() }

  /// The names of which something is not as it was.
  func changes(since before: FolderSnapshot) -> [String] {
    Set(entries.keys).union(before.entries.keys).filter { entries[$0] != before.entries[$0] }
      .sorted()
  }

  /// The names of files that hold these bytes, or are called so.
  static func files(below path: String, holding text: String) throws -> [String] {
    let wanted = Array(text.utf8)
    return try FolderSnapshot(path).files.filter { name in
      let bytes = try LocalFileReader().read("\(path)/\(name)", limit: 1 << 30)
      return name.contains(text) || bytes.firstRange(of: wanted) != nil
    }
  }
}
