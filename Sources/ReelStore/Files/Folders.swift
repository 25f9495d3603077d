import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Making, listing and looking into folders by path.
enum Folders {
  /// What stands at a path, links not followed; `nil` where nothing does.
  static func status(_ path: String) throws(StoreError) -> stat? {
    var status = stat()
    if unsafe lstat(path, &status) == 0 { return status }
    guard errno == ENOENT || errno == ENOTDIR else {
      throw .system("cannot look at '\(path)'", errno: errno)
    }
    return nil
  }

  /// Where a path leads if it is a link, or a link to one; else the path itself. Nothing need be there.
  static func target(of path: String) -> String {
    var path = path
    // As many as the system follows.
    for _ in 0..<40 {
      guard let link = link(at: path) else { return path }
      path = link.hasBytePrefix("/") ? link : parent(of: path) + "/" + link
    }
    return path
  }

  /// What a link says; `nil` where there is none.
  private static func link(at path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Makes a folder and those above it that are missing. One that is there is left as it is.
  static func create(_ path: String, mode: mode_t) throws(StoreError) {
    if unsafe mkdir(path, mode) == 0 { return try sync(parent(of: path)) }
    switch errno {
    case EEXIST:
      var status = stat()
      guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw StoreError(.denied, "'\(path)' is not a folder")
      }
      // Who made it may have died before that was durable. Where its parent may not be read, it was
      // made by somebody else.
      do {
        try sync(parent(of: path))
      } catch  where error.code == .denied {
        return
      }
    case ENOENT where parent(of: path) != path:
      try create(parent(of: path), mode: mode)
      guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else {
        throw .system("cannot make the folder '\(path)'", errno: errno)
      }
      try sync(parent(of: path))
    default: throw .system("cannot make the folder '\(path)'", errno: errno)
    }
  }

  /// Makes the entries of a folder durable, where its file system can: some have no such call.
  static func sync(_ path: String) throws(StoreError) {
    try OpenFile.open(path, flags: O_RDONLY | O_DIRECTORY).syncEntries()
  }

  /// Gives a file another name in its folder, durably; what has the name already is gone then.
  static func rename(_ path: String, to new: String) throws(StoreError) {
    guard systemRename(path, new) == 0 else {
      throw .system("cannot put '\(new)' in place", errno: errno)
    }
    try sync(parent(of: new))
  }

  /// The names in a folder, sorted; none where it is missing.
  static func names(in path: String) throws(StoreError) -> [String] {
    guard let folder = unsafe opendir(path) else {
      guard errno == ENOENT else { throw .system("cannot list '\(path)'", errno: errno) }
      return []
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
        unsafe field.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The folder that `path` stands in.
  static func parent(of path: String) -> String {
    let trimmed = (path == "/" ? nil : path.without(suffix: "/")) ?? path[...]
    guard let folder = trimmed.cut(atLast: UInt8(ascii: "/"))?.before else { return "." }
    return folder.isEmpty ? "/" : String(folder)
  }
}

// `rename(2)` under a name that a method of the same name cannot hide.
private func systemRename(_ path: String, _ new: String) -> Int32 { unsafe rename(path, new) }
