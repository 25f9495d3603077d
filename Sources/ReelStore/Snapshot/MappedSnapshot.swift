import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A snapshot's file in memory as it lies on disk. Whoever can write into the state folder can make it
/// say anything: every number is checked before it is followed.
@safe final class MappedSnapshot: Sendable {
  // Read only, and unmapped when nobody can hold it any more.
  private nonisolated(unsafe) let start: UnsafeRawPointer
  private let byteCount: Int
  private let texts: Int

  let assets: Int
  let variables: Section
  let files: Section
  let folders: Section
  let outputs: Section
  let question: String
  let root: String

  /// Records of one kind: where the first begins, in words, and how many there are.
  struct Section: Sendable {
    let start: Int
    let count: Int
    let words: Int

    func place(_ index: Int) -> Int { start + index * words }
  }

  /// The snapshot at a path; `nil` where there is none that this Reel can read.
  init?(_ path: String) {
    guard let (start, count) = unsafe Self.map(path) else { return nil }
    func word(_ place: SnapshotForm.Header) -> UInt64 {
      unsafe start.load(fromByteOffset: place.rawValue * 8, as: UInt64.self)
    }
    var next = SnapshotForm.Header.allCases.count
    var isWhole =
      word(.magic) == SnapshotForm.magic && word(.version) == SnapshotForm.version
      && word(.byteCount) == UInt64(count) && count % 8 == 0
      && (unsafe Self.sum(start, count / 8)) == word(.sum)
    func section(_ number: SnapshotForm.Header, _ words: Int) -> Section {
      // More than the file has room for is none.
      let records = Int(exactly: word(number)).flatMap { $0 <= count / 8 ? $0 : nil }
      if records == nil { isWhole = false }
      let section = Section(start: next, count: records ?? 0, words: words)
      next += section.count * words
      return section
    }
    variables = section(.variables, SnapshotForm.variableWords)
    files = section(.files, SnapshotForm.fileWords)
    folders = section(.folders, SnapshotForm.folderWords)
    outputs = section(.outputs, SnapshotForm.outputWords)
    texts = next * 8
    assets = Int(exactly: word(.assets)) ?? 0
    unsafe self.start = start
    byteCount = count
    // The last text ends with the file, so each of them ends in it.
    guard isWhole, texts < count, unsafe start.load(fromByteOffset: count - 1, as: UInt8.self) == 0,
      let question = unsafe Self.text(start + texts, word(.question), before: count - texts),
      let root = unsafe Self.text(start + texts, word(.root), before: count - texts)
    else {
      unsafe munmap(UnsafeMutableRawPointer(mutating: start), count)
      return nil
    }
    unsafe self.question = String(cString: question)
    unsafe self.root = String(cString: root)
  }

  deinit { unsafe munmap(UnsafeMutableRawPointer(mutating: start), byteCount) }

  private static func map(_ path: String) -> (UnsafeRawPointer, Int)? {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let descriptor = unsafe open(path, flags)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      // Somebody else's says nothing.
      status.st_uid == geteuid(), status.st_size > SnapshotForm.Header.allCases.count * 8,
      status.st_size < 1 << 32
    else { return nil }
    let count = Int(status.st_size)
    let start = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else { return nil }
    return (UnsafeRawPointer(start), count)
  }

  /// The sum of all numbers but itself.
  private static func sum(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
    var sum: UInt64 = 0
    for index in 0..<count {
      let word = unsafe start.load(fromByteOffset: index * 8, as: UInt64.self)
      sum = SnapshotForm.sum(sum, index == SnapshotForm.Header.sum.rawValue ? 0 : word)
    }
    return sum
  }

  /// A number of a record's.
  func word(_ place: Int) -> UInt64 {
    precondition(place * 8 + 8 <= texts)
    return unsafe start.load(fromByteOffset: place * 8, as: UInt64.self)
  }

  /// Calls `body` with the text that a record's number names.
  ///
  /// - Returns: what it returns; `nil` where there is no such text.
  func withText<Result>(
    _ place: Int, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result? {
    guard let text = unsafe Self.text(start + texts, word(place), before: byteCount - texts) else {
      return nil
    }
    return unsafe body(text)
  }

  /// How a file looked that was read for it; `nil` where none of this path was.
  func looks(at path: String) -> FileWatch? {
    for index in 0..<files.count {
      let place = files.place(index)
      let isIt = unsafe withText(place) { name in unsafe strcmp(name, path) == 0 }
      if isIt == true, word(place + 1) == 1 {
        return FileWatch(numbers: (0..<5).map { word(place + 2 + $0) })
      }
    }
    return nil
  }

  private static func text(
    _ texts: UnsafeRawPointer, _ offset: UInt64, before end: Int
  ) -> UnsafePointer<CChar>? {
    guard offset < UInt64(end) else { return nil }
    return unsafe (texts + Int(offset)).assumingMemoryBound(to: CChar.self)
  }
}
