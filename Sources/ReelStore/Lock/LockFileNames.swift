import ReelBasics

/// Tells whom a lock file names, without reading what it says of them.
///
/// Only for the very bytes that `LockFileWriter` wrote, of which every id begins a line of its own,
/// two spaces in. Such a file may be long, and most ask of it only whether it names somebody else.
struct LockFileNames {
  /// Whether every id so far is one of these.
  private(set) var areKnown = true
  private let ids: Set<String>
  /// The line that the last piece left unfinished.
  private var begun: [UInt8] = []

  init(knownAs ids: Set<String>) { self.ids = ids }

  /// Takes the next bytes of the file.
  mutating func read(_ piece: [UInt8]) {
    guard areKnown else { return }
    let bytes = begun.isEmpty ? piece : begun + piece
    var start = 0
    while areKnown, let end = bytes.position(of: UInt8(ascii: "\n"), from: start) {
      if Self.beginsEntry(bytes, start, end) {
        // One that is too long for a key by itself has a mark before it, and its colon in the next line.
        let isMarked = bytes[start + 2] == UInt8(ascii: "?")
        areKnown = ids.contains(
          Self.id(isMarked ? bytes[start + 4..<end] : bytes[start + 2..<end - 1]))
      }
      start = end + 1
    }
    begun = Array(bytes[start...])
  }

  /// Whether a line is an id and its colon, two spaces in.
  private static func beginsEntry(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Bool {
    let space = UInt8(ascii: " ")
    return end - start > 3 && bytes[start] == space && bytes[start + 1] == space
      && bytes[start + 2] != space
  }

  /// The id that was written so; empty, and so nobody's, where none was.
  private static func id(_ key: ArraySlice<UInt8>) -> String {
    guard key.first == UInt8(ascii: "\"") else { return String(decoding: key, as: UTF8.self) }
    return (try? JSONValue(parsing: Array(key)))?.string ?? ""
  }
}
