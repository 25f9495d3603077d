package import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folder that outputs are put into. No path and no link in it leads out of it.
package struct OutputFolder: Sendable {
  /// What stands at a path.
  package enum Entry: Sendable, Hashable {
    case missing
    case file(FileStamp)
    /// A folder, a link, anything but a file; or a link on the way to it.
    case other
  }

  /// The folder itself. It may be a link: the user chose it.
  package let root: String
  /// The name under which records know the folder.
  package let name: String

  /// The folder at `root`, which records call `name`, by default its path. Where it lies beside the
  /// manifest, a relative name lets both be moved together.
  package init(root: String, name: String? = nil) {
    self.root = root
    self.name = name ?? root
  }

  /// Puts a copy of a file at a path below the folder, whole or not at all, in place of what is
  /// there; it is durable when this returns. `expected` is what the caller knows to stand there;
  /// `nil` where it does not mind.
  ///
  /// - Throws: `.outsideOutput`; `.changed` where something else than `expected` stands there;
  ///   `.denied` where a folder stands there.
  @discardableResult
  package func place(
    _ source: String, at path: String, expecting expected: Entry? = nil
  ) throws(StoreError) -> FileStamp {
    let from = try OpenFile.open(source, flags: O_RDONLY | O_NOFOLLOW)
    _ = try from.regularStamp()
    return try place(at: path, expecting: expected) { (file) throws(StoreError) in
      try FileCopy.copy(from, to: file)
    }
  }

  /// The same for bytes that lie in memory.
  @discardableResult
  package func place(
    _ bytes: [UInt8], at path: String, expecting expected: Entry? = nil
  ) throws(StoreError) -> FileStamp {
    try place(at: path, expecting: expected) { (file) throws(StoreError) in
      try file.write(bytes)
      try file.sync()
    }
  }

  /// Puts a new file in place that `write` fills, and makes durable.
  private func place(
    at path: String, expecting expected: Entry?,
    _ write: (OpenFile) throws(StoreError) -> Void
  ) throws(StoreError) -> FileStamp {
    let place = try OutputPath(path)
    let folder = try openFolder(place, creating: true)
    let part = PartName.make(for: place.name)
    let file = try OpenFile.open(
      part, below: folder, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o666)
    let stamp: FileStamp
    do throws(StoreError) {
      // Tells `removeParts` of other runs that this one is alive.
      flock(file.descriptor, LOCK_EX | LOCK_NB)
      try write(file)
      // As soon as it has its name, others may change it.
      stamp = try file.regularStamp()
      try Self.check(place.name, in: folder, is: expected)
      guard unsafe renameat(folder.descriptor, part, folder.descriptor, place.name) == 0 else {
        throw StoreError.system("cannot put '\(folder.name)/\(place.name)' in place", errno: errno)
      }
    } catch {
      _ = unsafe unlinkat(folder.descriptor, part, 0)
      throw error
    }
    try folder.syncEntries()
    return stamp
  }

  /// What stands at a path; links are not followed.
  ///
  /// - Throws: `.outsideOutput` where the text of the path leads out; `.denied`, `.io`.
  package func entry(at path: String) throws(StoreError) -> Entry {
    var none: OpenFolders?
    return try entry(at: path, keeping: &none)
  }

  /// As `entry(at:)`; the folders on the way stay open in `folders`, where there are such.
  func entry(
    at path: String, keeping folders: inout OpenFolders?
  ) throws(StoreError) -> Entry {
    let place = try OutputPath(path)
    do {
      let open = { () throws(StoreError) in try openFolder(place, creating: false) }
      guard let folder = try folders?.folder(place.folder, open: open) else {
        return try Self.entry(place.name, in: open())
      }
      return try Self.entry(place.name, in: folder)
    } catch  where error.code == .outsideOutput {
      return .other
    } catch  where error.code == .missing {
      return .missing
    }
  }

  /// The stamp of the file at a path; `nil` where none stands there.
  package func stamp(of path: String) throws(StoreError) -> FileStamp? {
    guard case .file(let stamp) = try entry(at: path) else { return nil }
    return stamp
  }

  /// The digest of the file at a path; `nil` where none stands there.
  package func digest(of path: String) throws(StoreError) -> Digest? {
    guard try stamp(of: path) != nil else { return nil }
    let place = try OutputPath(path)
    let file = try OpenFile.open(
      place.name, below: openFolder(place, creating: false), flags: O_RDONLY | O_NOFOLLOW)
    _ = try file.regularStamp()
    return try file.digest()
  }

  /// Copies the file at a path to a new file elsewhere, durably.
  func copy(_ path: String, to copy: String) throws(StoreError) {
    let place = try OutputPath(path)
    let file = try OpenFile.open(
      place.name, below: openFolder(place, creating: false), flags: O_RDONLY | O_NOFOLLOW)
    _ = try file.regularStamp()
    try FileCopy.copy(
      file, to: OpenFile.open(copy, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW))
  }

  /// Removes the file at a path if its bytes have this digest.
  ///
  /// - Returns: whether it did.
  @discardableResult
  package func remove(_ path: String, matching digest: Digest) throws(StoreError) -> Bool {
    guard try self.digest(of: path) == digest else { return false }
    let place = try OutputPath(path)
    let folder = try openFolder(place, creating: false)
    guard unsafe unlinkat(folder.descriptor, place.name, 0) == 0 else {
      throw .system("cannot remove '\(folder.name)/\(place.name)'", errno: errno)
    }
    try folder.syncEntries()
    return true
  }

  /// Removes what runs left that died while they wrote one of these outputs or a neighbour.
  package func removeParts(beside paths: some Sequence<String>) throws(StoreError) {
    var seen: Set<ByteText> = []
    for path in paths {
      let place = try OutputPath(path)
      guard seen.insert(place.folder).inserted else { continue }
      let names = try Folders.names(in: ([root] + place.folders).joined(separator: "/"))
      for name in names where PartName.isOurs(name) {
        try removeDeadPart(name, in: openFolder(place, creating: false))
      }
    }
  }

  private func removeDeadPart(_ name: String, in folder: OpenFile) throws(StoreError) {
    guard case .file = try Self.entry(name, in: folder) else { return }
    let file = try OpenFile.open(name, below: folder, flags: O_RDONLY | O_NOFOLLOW)
    guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
    _ = unsafe unlinkat(folder.descriptor, name, 0)
  }

  private static func check(
    _ name: String, in folder: OpenFile, is expected: Entry?
  ) throws(StoreError) {
    let found = try entry(name, in: folder)
    if let expected, found != expected {
      throw StoreError(.changed, "'\(folder.name)/\(name)' was changed by another hand")
    }
    if found == .other, try isFolder(name, in: folder) {
      throw StoreError(.denied, "'\(folder.name)/\(name)' is a folder")
    }
  }
}
