import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder of files that were paid for and cannot be used, for a person to look at.
struct AsideFolder {
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  /// What the names of answers begin with: they were paid for, and all are kept.
  static let answerPrefix = "answer-"

  /// Moves a file into it, under its own name where none is given. Of the files there that are no answers
  /// the newest 32 are kept, and of these no more than 512 MiB.
  ///
  /// - Returns: where it stands now.
  func take(_ file: String, named name: String?) throws(StoreError) -> String {
    let name = name ?? file.pathParts.last.map(String.init) ?? "file"
    let path = folder + "/" + name
    try Folders.create(folder, mode: 0o700)
    // What came from outside may not be on the disk yet. It is put aside all the same.
    try? OpenFile.open(file, flags: O_RDONLY | O_NOFOLLOW).sync()
    guard unsafe rename(file, path) == 0 else {
      throw .system("cannot put '\(file)' aside", errno: errno)
    }
    try bound(keeping: name)
    return path
  }

  /// Removes what is more than may be kept, the oldest first; the newest stays, however large.
  private func bound(keeping newest: String) throws(StoreError) {
    var files: [(path: String, stamp: FileStamp)] = []
    for name in try Folders.names(in: folder)
    where name != newest && !name.hasPrefix(Self.answerPrefix) {
      let path = folder + "/" + name
      guard let status = try Folders.status(path) else { continue }
      files.append((path, FileStamp(status)))
    }
    files.sort { $0.stamp.modified > $1.stamp.modified }
    var total = try Folders.status(folder + "/" + newest).map(FileStamp.init)?.size ?? 0
    for (index, file) in files.enumerated() {
      total += file.stamp.size
      if index >= 31 || total > 512 << 20 { _ = unsafe unlink(file.path) }
    }
  }
}
