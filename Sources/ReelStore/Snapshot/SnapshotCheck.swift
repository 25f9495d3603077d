import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Holds a snapshot against the disk.
struct SnapshotCheck {
  let snapshot: MappedSnapshot
  /// A file that is not looked at, as it is known to differ.
  var exception: String?
  /// From so many outputs on a second thread looks at half of them: each look then costs more, as the
  /// threads share the folder.
  var manyOutputs = 20_000

  /// Whether everything looks as it did; `environment` is this process'.
  func holds(environment: Environment) async -> Bool {
    guard variablesHold(environment), filesHold() else { return false }
    let root = unsafe open(snapshot.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard root >= 0 else { return false }
    defer { close(root) }
    let count = snapshot.outputs.count
    guard count >= manyOutputs else { return foldersHold(0..<count, below: root) }
    async let second = foldersHold(count / 2..<count, below: root)
    let first = foldersHold(0..<count / 2, below: root)
    return await second && first
  }

  private func variablesHold(_ environment: Environment) -> Bool {
    (0..<snapshot.variables.count).allSatisfy { index in
      let place = snapshot.variables.place(index)
      let name = unsafe snapshot.withText(place) { name in unsafe String(cString: name) }
      guard let name else { return false }
      let value = environment[name].map { SHA256.digest($0) }
      return snapshot.word(place + 1) == (value == nil ? 0 : 1)
        && SnapshotForm.numbers(of: value).enumerated().allSatisfy {
          snapshot.word(place + 2 + $0.offset) == $0.element
        }
    }
  }

  private func filesHold() -> Bool {
    (0..<snapshot.files.count).allSatisfy { index in
      let place = snapshot.files.place(index)
      let path = unsafe snapshot.withText(place) { path in unsafe String(cString: path) }
      guard let path else { return false }
      if path == exception { return true }
      let look = FileWatch.of(path)
      let numbers = look?.numbers ?? [0, 0, 0, 0, 0]
      return snapshot.word(place + 1) == (look == nil ? 0 : 1)
        && numbers.enumerated().allSatisfy { snapshot.word(place + 2 + $0.offset) == $0.element }
    }
  }

  /// Whether no link leads out of the output folder, and some of the outputs are as they were. Each
  /// folder is opened once: to walk to it for every file takes longer.
  private func foldersHold(_ outputs: Range<Int>, below root: Int32) -> Bool {
    var next = 0
    for index in 0..<snapshot.folders.count {
      let place = snapshot.folders.place(index)
      let count = snapshot.word(place + 2)
      guard count <= UInt64(snapshot.outputs.count - next) else { return false }
      let own = (next..<next + Int(count)).clamped(to: outputs)
      next += Int(count)
      // One that has only others below it counts with the first.
      guard !own.isEmpty || count == 0 && outputs.lowerBound == 0 else { continue }
      let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
      // The root, too, is opened anew: two threads that ask by one open file wait for each other.
      let folder = unsafe snapshot.withText(place) { path in
        unsafe path.pointee == 0 ? openat(root, ".", flags) : openat(root, path, flags)
      }
      guard let folder, folder >= 0 else { return false }
      defer { close(folder) }
      guard outputsHold(own, in: folder, device: snapshot.word(place + 1)) else { return false }
    }
    // All of them have a folder.
    return next == snapshot.outputs.count
  }

  private func outputsHold(_ range: Range<Int>, in folder: Int32, device: UInt64) -> Bool {
    var status = stat()
    for index in range {
      let place = snapshot.outputs.place(index)
      let isThere = unsafe snapshot.withText(place) { name in
        unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      }
      guard isThere == true, status.st_mode & S_IFMT == S_IFREG else { return false }
      let stamp = FileStamp(status)
      guard snapshot.word(place + 1) == UInt64(bitPattern: stamp.size),
        snapshot.word(place + 2) == UInt64(bitPattern: stamp.modified),
        snapshot.word(place + 3) == stamp.inode, device == stamp.device
      else { return false }
    }
    return true
  }
}
