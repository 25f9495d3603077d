package import ReelBasics
package import ReelManifest

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The manifest that a snapshot is of: where only some of its assets were changed since, the others need
/// not be read.
///
/// Its file is numbers of eight bytes, then the layout in numbers of four, then the text, in the order of
/// the machine that wrote it. As with the snapshot itself, every number is checked before it is followed.
package struct SnapshotText: Sendable, Hashable {
  /// The path of the manifest, absolute.
  package let path: String
  /// How it looked.
  package let look: FileWatch
  package let bytes: [UInt8]
  package let layout: ManifestLayout

  package init(path: String, look: FileWatch, bytes: [UInt8], layout: ManifestLayout) {
    self.path = path
    self.look = look
    self.bytes = bytes
    self.layout = layout
  }

  // MARK: Its file

  /// "REELTEXT".
  private static let magic: UInt64 = 0x5458_4554_4c45_4552
  private static let version: UInt64 = 1
  /// The places of the numbers that it begins with, after which the five of the look stand.
  private enum Header: Int, CaseIterable {
    case magic, version, sum, starts, ties, text
  }

  private static let headerWords = Header.allCases.count + 5

  /// What is written to a file.
  var form: [UInt8] {
    var words = [UInt64](repeating: 0, count: Header.allCases.count) + look.numbers
    words[Header.magic.rawValue] = Self.magic
    words[Header.version.rawValue] = Self.version
    words[Header.starts.rawValue] = UInt64(layout.starts.count)
    words[Header.ties.rawValue] = UInt64(layout.ties.count)
    words[Header.text.rawValue] = UInt64(bytes.count)
    let numbers = layout.starts + layout.lines + layout.tieStarts + layout.ties
    var form = unsafe words.withUnsafeBytes { unsafe Array($0) }
    form += unsafe numbers.withUnsafeBytes { unsafe Array($0) }
    form += bytes
    form += repeatElement(0, count: (8 - form.count % 8) % 8)
    let sum = Self.sum(of: form)
    unsafe withUnsafeBytes(of: sum) { sum in
      let place = Header.sum.rawValue * 8
      unsafe form.replaceSubrange(place..<place + 8, with: sum)
    }
    return form
  }

  /// What a file says of the manifest at `path`; `nil` where it is none of these, or damaged.
  init?(form: consuming [UInt8], path: String) {
    guard form.count % 8 == 0, form.count >= Self.headerWords * 8 else { return nil }
    let words: [UInt64] = Self.numbers(form, from: 0, count: Self.headerWords)
    func word(_ place: Header) -> UInt64 { words[place.rawValue] }
    func count(_ place: Header) -> Int { Int(clamping: min(word(place), UInt64(form.count))) }
    let text = Self.headerWords * 8 + 4 * (3 * count(.starts) + count(.ties))
    guard word(.magic) == Self.magic, word(.version) == Self.version,
      form.count == (text + count(.text) + 7) / 8 * 8, word(.sum) == Self.sum(of: form)
    else { return nil }
    var next = Self.headerWords * 8
    func take(_ count: Int) -> [UInt32] {
      defer { next += count * 4 }
      return Self.numbers(form, from: next, count: count)
    }
    let layout = ManifestLayout(
      starts: take(count(.starts)), lines: take(count(.starts)), tieStarts: take(count(.starts)),
      ties: take(count(.ties)), byteCount: count(.text))
    guard let layout else { return nil }
    self.path = path
    look = FileWatch(numbers: Array(words[Header.allCases.count...]))
    // Moved where it lies: there may be megabytes of it.
    let end = text + count(.text)
    form.removeLast(form.count - end)
    form.removeFirst(text)
    bytes = form
    self.layout = layout
  }

  private static func numbers<Number: FixedWidthInteger>(
    _ bytes: [UInt8], from start: Int, count: Int
  ) -> [Number] {
    unsafe bytes[start..<start + count * MemoryLayout<Number>.size].withUnsafeBytes { bytes in
      (0..<count).map { index in
        unsafe bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Number>.size, as: Number.self)
      }
    }
  }

  /// The sum of all numbers of eight bytes but itself.
  private static func sum(of form: [UInt8]) -> UInt64 {
    unsafe form.withUnsafeBytes { bytes in
      var sum: UInt64 = 0
      for index in 0..<bytes.count / 8 {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
        sum = SnapshotForm.sum(sum, index == Header.sum.rawValue ? 0 : word)
      }
      return sum
    }
  }
}

extension SnapshotText {
  /// What stands in a file; `nil` where there is none, or where it is somebody else's.
  static func read(_ file: String, of path: String) -> SnapshotText? {
    let flags = O_RDONLY | O_NOFOLLOW
    guard let file = try? OpenFile.open(file, flags: flags), let status = try? file.status(),
      status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFREG, status.st_size < 1 << 30,
      let form = try? LocalFileReader.readAll(
        file.descriptor, expecting: Int(status.st_size), limit: 1 << 30)
    else { return nil }
    return SnapshotText(form: consume form, path: path)
  }
}
