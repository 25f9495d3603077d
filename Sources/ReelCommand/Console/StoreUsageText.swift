import ReelBasics
import ReelStore

/// Says what the store holds, for people.
enum StoreUsageText {
  static func stats(_ usage: StoreUsage) -> String {
    let kinds: [(StoreUsage.Kind, String)] = [
      (.needed, "needed by outputs, lock files or present assets"),
      (.history, "older takes and words, paid for"),
      (.derived, "derived, and to be had again for nothing"),
      (.unknown, "of which nothing is on record"),
    ]
    let lines = kinds.map { kind, words in
      line(usage.objects.filter { $0.kind == kind }, words)
    }
    return (lines + [line(usage.objects, "in all")]).joined(separator: "\n") + "\n"
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
    return "\(objects.count) file\(objects.count == 1 ? "" : "s"), \(size(bytes)): \(words)"
  }

  private static func size(_ bytes: Int64) -> String {
    switch bytes {
    case ..<1024: "\(bytes) bytes"
    case ..<(1 << 20): "\(bytes >> 10) KiB"
    default: "\(bytes >> 20) MiB"
    }
  }
}
