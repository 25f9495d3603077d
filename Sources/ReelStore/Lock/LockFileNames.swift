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
      if let id = Self.id(bytes[start..<end]) { areKnown = ids.contains(id) }
      start = end + 1
    }
    begun = Array(bytes[start...])
  }

  /// The id that a line begins the entry of; empty, and so nobody's, where it is none that was written.
  private static func id(_ line: ArraySlice<UInt8>) -> String? {
    let space = UInt8(ascii: " ")
    guard line.count > 3, line.starts(with: [space, space]),
      line[line.startIndex + 2] != space
    else { return nil }
    let key = line.dropFirst(2).dropLast()
    guard key.first == UInt8(ascii: "\"") else { return String(decoding: key, as: UTF8.self) }
    return (try? JSONValue(parsing: Array(key)))?.string ?? ""
  }
}
