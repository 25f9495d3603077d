import ReelBasics
import ReelStore

/// Says what the store holds, for people.
enum StoreUsageText {
  /// `aside` are the files that were paid for and cannot be used, `replaced` those of another hand.
  static func stats(
    _ usage: StoreUsage, aside: FolderUsage?, replaced: FolderUsage?
  ) -> String {
    let kinds: [(StoreUsage.Kind, String)] = [
      (.needed, "needed by outputs, lock files or present assets"),
      (.history, "older takes and words, paid for"),
      (.derived, "derived, and to be had again for nothing"),
      (.unknown, "of which nothing is on record"),
    ]
    var lines = kinds.map { kind, words in
      line(usage.objects.filter { $0.kind == kind }, words)
    }
    lines.append(line(usage.objects, "in all"))
    if let aside { lines.append(line(aside, "paid for, but could not be read")) }
    if let replaced { lines.append(line(replaced, "another hand's, that were replaced")) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(_ folder: FolderUsage, _ words: String) -> String {
    "besides, \(amount(folder.files, folder.byteCount)): \(words); for you to look at and remove, in "
      + TerminalText.safe(folder.path)
  }

  /// What is about to go, and what it would cost to make it again.
  static func removal(_ objects: [StoreUsage.Object]) -> String {
    guard !objects.isEmpty else { return "Nothing can go: everything is needed.\n" }
    let paid = objects.filter { $0.kind != .derived }
    let derived = objects.filter { $0.kind == .derived }
    let cost = paid.reduce(Ticks.zero) { $0 + ($1.cost ?? .zero) }
    let unpriced = paid.count { $0.cost == nil }
    var text = line(derived, "derived, and to be had again for nothing") + "\n"
    guard !paid.isEmpty else { return text }
    text += line(paid, "paid for; to make them again would cost \(cost)")
    if unpriced > 0 { text += " and the price of \(unpriced) that is not known" }
    return text + "\n"
  }

  private static func line(_ objects: [StoreUsage.Object], _ words: String) -> String {
    let bytes = objects.reduce(Int64(0)) { $0 + $1.byteCount }
    return "\(amount(objects.count, bytes)): \(words)"
  }

  private static func amount(_ files: Int, _ bytes: Int64) -> String {
    "\(files) file\(files == 1 ? "" : "s"), \(size(bytes))"
  }

  private static func size(_ bytes: Int64) -> String {
    switch bytes {
    case ..<1024: "\(bytes) bytes"
    case ..<(1 << 20): "\(bytes >> 10) KiB"
    default: "\(bytes >> 20) MiB"
    }
  }
}
