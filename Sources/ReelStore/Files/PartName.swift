import ReelBasics

/// The name of an output that is being written, beside the place where it will stand.
enum PartName {
  // Longer names would pass the 255 bytes that file systems allow.
  private static let longestName = 200
  private static let mark = ".reel-"
  private static let end = ".part"

  /// A new name of the form `.<name>.reel-<16 hexadecimal digits>.part`.
  static func make(for name: String) -> String {
    beginning(for: name) + TemporaryName.digits() + end
  }

  private static func beginning(for name: String) -> String {
    var kept = name
    while kept.utf8.count > longestName { kept.removeLast() }
    return "." + kept + mark
  }

  /// Whether `make` makes such names for this one.
  static func isOurs(_ name: String, for whole: String) -> Bool {
    isOurs(name) && name.hasBytePrefix(beginning(for: whole))
      && name.utf8.count == beginning(for: whole).utf8.count + 16 + end.utf8.count
  }

  /// Whether `make` makes such names.
  static func isOurs(_ name: String) -> Bool {
    guard name.hasBytePrefix("."),
      let (rest, digits) = name.without(suffix: end)?.cut(atLast: UInt8(ascii: "-"))
    else { return false }
    return TemporaryName.isDigits(digits) && rest.hasByteSuffix(mark.dropLast())
      && rest.utf8.count > mark.utf8.count
  }
}
