#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file that is open for reading at any place, or one that lies in memory.
final class OpenBytes {
  /// What is read of a file at least: its structure is told by a few bytes here and there.
  private static let windowSize = 1 << 12

  let path: String
  /// In bytes, as it was when it was opened.
  let count: Int64
  /// -1 where the whole file is the window.
  private let descriptor: Int32
  /// What was read last, and where it stands in the file.
  private var window: [UInt8] = []
  private var windowStart: Int64 = 0

  /// A whole file in memory; the path is for messages.
  init(_ bytes: [UInt8], of path: String) {
    self.path = path
    count = Int64(bytes.count)
    descriptor = -1
    window = bytes
  }

  init(_ path: String) throws(MediaError) {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    var status = stat()
    guard descriptor >= 0, unsafe fstat(descriptor, &status) == 0,
      status.st_mode & S_IFMT == S_IFREG
    else {
      if descriptor >= 0 { close(descriptor) }
      throw MediaError(.file, "\(path) cannot be read as a file")
    }
    count = Int64(status.st_size)
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// So many bytes from a place on.
  ///
  /// - Throws: `.undecodable` where the file ends before.
  func bytes(at offset: Int64, _ wanted: Int) throws(MediaError) -> [UInt8] {
    guard offset >= 0, wanted >= 0, offset <= count, Int64(wanted) <= count - offset else {
      throw malformed("it ends within a part of it")
    }
    if !holds(offset, wanted) {
      guard wanted < Self.windowSize else { return try read(at: offset, wanted) }
      window = try read(at: offset, Int(min(Int64(Self.windowSize), count - offset)))
      windowStart = offset
    }
    let start = Int(offset - windowStart)
    return Array(window[start..<start + wanted])
  }

  private func holds(_ offset: Int64, _ wanted: Int) -> Bool {
    offset >= windowStart && offset - windowStart + Int64(wanted) <= Int64(window.count)
  }

  private func read(at offset: Int64, _ wanted: Int) throws(MediaError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: wanted)
    var done = 0
    while done < wanted {
      let read = unsafe result.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
      }
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw MediaError(.file, "\(path) cannot be read") }
      done += read
    }
    return result
  }

  /// Writes the file to a new one, with some stretches replaced, without holding it in memory.
  func copy(to path: String, _ edits: [ByteEdit], durable: Bool) throws(MediaError) {
    try MediaFile.create(path, durable: durable) { (write) throws(MediaError) in
      try pieces(edits, write)
    }
  }

  /// The file's bytes in order, with some stretches replaced.
  func pieces(
    _ edits: [ByteEdit], _ body: ([UInt8]) throws(MediaError) -> Void
  ) throws(MediaError) {
    var offset: Int64 = 0
    for edit in edits.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
      try pieces(of: offset..<edit.place.lowerBound, body)
      try body(edit.bytes)
      offset = edit.place.upperBound
    }
    try pieces(of: offset..<count, body)
  }

  private func pieces(
    of place: Range<Int64>, _ body: ([UInt8]) throws(MediaError) -> Void
  ) throws(MediaError) {
    var offset = place.lowerBound
    while offset < place.upperBound {
      let piece = try bytes(at: offset, Int(min(1 << 18, place.upperBound - offset)))
      try body(piece)
      offset += Int64(piece.count)
    }
  }

  /// The error for a file that is not what its format says; who asked knows its name.
  func malformed(_ what: String) -> MediaError { MediaError(.undecodable, what) }
}

/// Numbers as they stand in files.
extension Collection<UInt8> {
  /// The first byte weighs most.
  var bigEndian: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
  /// The last byte weighs most.
  var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}

extension FixedWidthInteger {
  /// Its bytes, the first weighs most.
  var bigEndianBytes: [UInt8] {
    stride(from: Self.bitWidth - 8, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: self >> $0)
    }
  }
  /// Its bytes, the last weighs most.
  var littleEndianBytes: [UInt8] { bigEndianBytes.reversed() }
}
