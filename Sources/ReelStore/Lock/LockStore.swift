import ReelBasics
import ReelManifest
package import ReelPlan

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A manifest's lock file on disk.
package struct LockStore: Sendable {
  /// Where people see it.
  package let path: String
  /// Where it lies: `path` may be a link, which stays one.
  private let target: String

  package init(path: String) {
    self.path = path
    target = Folders.target(of: path)
  }

  /// The name under which records know it: that of the file, so that its folder can be moved.
  package var name: String {
    String(Substring(path.utf8.dropFirst(Folders.parent(of: path).utf8.count + 1)))
  }

  /// The folder that it lies in.
  package var folder: String { Folders.parent(of: path) }

  /// How the file looks now; `nil` where there is none.
  package func stamp() throws(StoreError) -> FileStamp? {
    try Folders.status(target).map { FileStamp($0) }
  }

  /// What it says; `nil` where there is none.
  ///
  /// - Throws: `.damaged`, `.newerVersion`, `.denied`, `.io`.
  package func read() throws(StoreError) -> LockFile? {
    guard let bytes = try bytes() else { return nil }
    return try LockFileReader.read(bytes, name: path)
  }

  /// Whether it has an entry of somebody else than these. To be asked only of a file that was not
  /// changed since Reel wrote it.
  ///
  /// - Throws: `.denied`, `.io`.
  package func names(othersThan ids: Set<String>) throws(StoreError) -> Bool {
    guard try Folders.status(target) != nil else { return false }
    var names = LockFileNames(knownAs: ids)
    try OpenFile.open(target, flags: O_RDONLY).readPieces { (piece) throws(StoreError) in
      names.read(piece)
    }
    return !names.areKnown
  }

  /// What it and every other lock file of its folder say: manifests of one folder share a store.
  package func all() throws(StoreError) -> [LockFile] {
    let folder = Folders.parent(of: path)
    var locks: [LockFile] = []
    for name in try Folders.names(in: folder) where name.hasByteSuffix(".lock.yaml") {
      if let lock = try LockStore(path: folder + "/" + name).read() { locks.append(lock) }
    }
    return locks
  }

  /// Writes it, whole or not at all, unless it says the same already; it is durable when this
  /// returns.
  ///
  /// - Parameters:
  ///   - ids: what it may have entries of.
  ///   - entry: what is to be said of one; asked for one after the other.
  /// - Returns: how the file looks now.
  /// - Throws: where it cannot be written, and what `entry` throws.
  package func write(
    _ ids: some Sequence<String>, entry: (String) throws(StoreError) -> LockFile.Entry
  ) throws(StoreError) -> FileStamp {
    try WholeFile.write(to: target) { (write) throws(StoreError) in
      try LockFileWriter.write(ids, entry: entry, to: write)
    }
  }

  /// Finds out whether it can be written.
  ///
  /// - Throws: where it cannot.
  package func probe() throws(StoreError) { try WholeFile.probe(target) }

  /// Removes what runs left that died while they wrote it.
  package func removeParts() throws(StoreError) {
    let folder = Folders.parent(of: target)
    try OutputFolder(root: folder).removeParts(beside: [String(target.fileName)])
  }

  private func bytes() throws(StoreError) -> [UInt8]? {
    guard try Folders.status(target) != nil else { return nil }
    let file = try OpenFile.open(target, flags: O_RDONLY)
    guard try file.regularStamp().size <= LockFileReader.mostBytes else {
      throw StoreError(.damaged, "the lock file '\(path)' is too large to be one")
    }
    var bytes: [UInt8] = []
    try file.readPieces { (piece) throws(StoreError) in bytes += piece }
    return bytes
  }
}
