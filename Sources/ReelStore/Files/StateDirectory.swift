import ReelBasics
import ReelManifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where a state folder such as `.reel` keeps what.
package struct StateDirectory: Sendable, Hashable {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// The records.
  package var databasePath: String { path + "/state.sqlite" }
  /// Intents, job ids and answers, one JSON object on a line.
  package var journalPath: String { path + "/journal.ndjson" }
  /// Originals and derived files, named after their digests.
  package var objectsPath: String { path + "/objects" }
  /// Files that are being written.
  package var temporaryPath: String { path + "/tmp" }
  /// What did not decode, kept for people to look at.
  package var undecodablePath: String { path + "/tmp/undecodable" }
  /// Files of another hand that somebody had Reel write over.
  package var replacedPath: String { path + "/tmp/replaced" }
  /// Locked by the run that holds the state.
  package var lockPath: String { path + "/lock" }

  /// Makes what is missing, for the owner alone, and keeps it out of version control.
  ///
  /// - Throws: as `check()` does, and where it cannot be made.
  package func create() throws(StoreError) {
    if try Folders.status(path) == nil { try Folders.create(path, mode: 0o700) }
    try check()
    try checkContents()
    for folder in [objectsPath, temporaryPath, undecodablePath] {
      try Folders.create(folder, mode: 0o700)
    }
    let ignore = path + "/.gitignore"
    // One that is shorter was left by a crash; whatever else stands in it is somebody's own.
    guard try (Folders.status(ignore)?.st_size ?? 0) < 2 else { return }
    let file = try OpenFile.open(ignore, flags: O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o600)
    try file.write(Array("*\n".utf8))
  }

  /// Whether what stands in the folder can be Reel's: files of others would be written over.
  private func checkContents() throws(StoreError) {
    for folder in [objectsPath, temporaryPath, undecodablePath, replacedPath] {
      guard let status = try Folders.status(folder), status.st_mode & S_IFMT != S_IFDIR else {
        continue
      }
      throw StoreError(
        .denied,
        "'\(folder)' is \(status.st_mode & S_IFMT == S_IFLNK ? "a symbolic link" : "not a folder"); "
          + "all of a state lies in one place")
    }
    guard try Folders.status(databasePath) == nil, try Folders.status(journalPath) == nil else {
      return
    }
    let other = try Folders.names(in: path).first { name in
      // What systems and version control leave anywhere begins with a dot.
      !name.hasBytePrefix(".") && !Self.isOwn(name)
    }
    guard let other else { return }
    throw StoreError(
      .denied,
      "'\(path)' is no state folder: '\(other)' stands in it; take an empty one, or one that is not "
        + "there yet")
  }

  /// Whether what has this name in a state folder is Reel's.
  private static func isOwn(_ name: String) -> Bool {
    let own: Set = [
      "objects", "tmp", "snapshots", "stamps", "emulator", "lock", "ballast", "journal.end",
      ".gitignore",
    ]
    return own.contains(name) || name.hasPrefix("state.sqlite") || name.hasPrefix("journal.ndjson")
      || name.hasByteSuffix(".lock.yaml")
  }

  /// Whether the file at a path, a `WholeFile.destination`, is one that Reel keeps here, or would.
  package func keeps(_ file: String) -> Bool {
    let folder = WholeFile.destination(of: path) + "/"
    guard let below = file.without(prefix: folder) else { return false }
    // In a folder that people chose they may have files of their own.
    return path.hasByteSuffix("/" + StateFolder.name)
      || Self.isOwn(String(below.before(anyOf: "/")))
  }

  /// Whether there is a state; nothing is made by asking.
  ///
  /// - Throws: `.denied` where a link, a file or another person's folder stands in its place.
  @discardableResult
  package func check() throws(StoreError) -> Bool {
    guard let status = try Folders.status(path) else { return false }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: break
    case S_IFLNK: throw StoreError(.denied, "the state folder '\(path)' is a symbolic link")
    default: throw StoreError(.denied, "the state folder '\(path)' is not a folder")
    }
    guard status.st_uid == geteuid() else {
      throw StoreError(.denied, "the state folder '\(path)' belongs to another user")
    }
    return true
  }
}
