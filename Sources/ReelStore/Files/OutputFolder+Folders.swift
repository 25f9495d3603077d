#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folders in it, and what stands in one of them.
extension OutputFolder {
  /// Sees to it that outputs can be written: makes the root where it is missing.
  ///
  /// - Throws: `.denied` where nothing can be written into it.
  package func prepare() throws(StoreError) {
    try Folders.create(root, mode: 0o777)
    guard unsafe access(root, W_OK | X_OK) == 0 else {
      throw .system("cannot write into '\(root)'", errno: errno)
    }
  }

  /// The folder that a path's file stands in, reached without following a link below the root; made
  /// where it is missing and `creating` says so.
  func openFolder(
    _ place: OutputPath, creating: Bool
  ) throws(StoreError) -> OpenFile {
    var folder = try openRoot(creating: creating)
    for name in place.folders {
      if creating { try Self.makeFolder(name, in: folder) }
      folder = try Self.openFolder(name, in: folder)
    }
    return folder
  }

  private func openRoot(creating: Bool) throws(StoreError) -> OpenFile {
    do {
      return try OpenFile.open(root, flags: O_RDONLY | O_DIRECTORY)
    } catch  where creating && error.code == .missing {
      try Folders.create(root, mode: 0o777)
      return try OpenFile.open(root, flags: O_RDONLY | O_DIRECTORY)
    }
  }

  private static func openFolder(
    _ name: String, in folder: OpenFile
  ) throws(StoreError) -> OpenFile {
    do {
      return try OpenFile.open(name, below: folder, flags: O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    } catch {
      // Links and files are told apart by looking: systems differ in what they report.
      guard error.code == .denied, let status = try status(name, in: folder),
        status.st_mode & S_IFMT == S_IFLNK
      else { throw error }
      throw StoreError(
        .outsideOutput,
        "'\(folder.name)/\(name)' is a symbolic link: outputs may not pass through it")
    }
  }

  private static func makeFolder(_ name: String, in folder: OpenFile) throws(StoreError) {
    if unsafe mkdirat(folder.descriptor, name, 0o777) == 0 { return try folder.syncEntries() }
    guard errno == EEXIST else {
      throw .system("cannot make the folder '\(folder.name)/\(name)'", errno: errno)
    }
  }

  static func entry(_ name: String, in folder: OpenFile) throws(StoreError) -> Entry {
    guard let status = try status(name, in: folder) else { return .missing }
    return status.st_mode & S_IFMT == S_IFREG ? .file(FileStamp(status)) : .other
  }

  static func isFolder(_ name: String, in folder: OpenFile) throws(StoreError) -> Bool {
    guard let status = try status(name, in: folder) else { return false }
    return status.st_mode & S_IFMT == S_IFDIR
  }

  private static func status(_ name: String, in folder: OpenFile) throws(StoreError) -> stat? {
    var status = stat()
    if unsafe fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 { return status }
    guard errno == ENOENT else {
      throw .system("cannot look at '\(folder.name)/\(name)'", errno: errno)
    }
    return nil
  }
}
