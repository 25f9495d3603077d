#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Moves damaged files of a state aside, for people to look at: `state.sqlite.damaged-3`.
///
/// Files that belong together get one number. The newest few are kept; a clock is not asked.
struct DamagedFiles {
  /// How many numbers are kept.
  static let most = 4

  private static let mark = ".damaged-"

  let state: StateDirectory

  /// Moves a file aside, and those beside it whose names go on with one of `endings`, as they are.
  ///
  /// - Returns: where it stands now; `nil` where there was nothing to be moved.
  func move(_ path: String, with endings: [String] = []) throws(StoreError) -> String? {
    let numbers = try numbers()
    let place = path + Self.mark + String((numbers.last ?? 0) + 1)
    var moved: String?
    for ending in [""] + endings {
      guard try Folders.status(path + ending) != nil else { continue }
      guard unsafe rename(path + ending, place + ending) == 0 else {
        throw .system("cannot put '\(path + ending)' aside", errno: errno)
      }
      moved = moved ?? place + ending
    }
    guard moved != nil else { return nil }
    try Folders.sync(state.path)
    for old in numbers.dropLast(Self.most - 1) { try remove(old) }
    return moved
  }

  /// The numbers that are taken, from the oldest.
  private func numbers() throws(StoreError) -> [Int] {
    Set(try Folders.names(in: state.path).compactMap(Self.number(of:))).sorted()
  }

  private func remove(_ number: Int) throws(StoreError) {
    for name in try Folders.names(in: state.path) where Self.number(of: name) == number {
      _ = unsafe unlink(state.path + "/" + name)
    }
  }

  /// The number in a name that `move` gave.
  private static func number(of name: String) -> Int? {
    guard name.hasPrefix("state.") || name.hasPrefix("journal."),
      let mark = name.firstRange(of: mark)
    else { return nil }
    let digits = name[mark.upperBound...].prefix { $0.isASCII && $0.isNumber }
    return Int(digits)
  }
}
