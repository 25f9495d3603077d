import ReelBasics
import ReelPlan

/// A line of the journal, as it was read.
///
/// A line is an object with `v` (1), `kind`, `at` (seconds since 1970), the fields of its kind, and
/// `sum`, the first 16 digits of the SHA-256 of the line without it: what bad memory or a bad disk
/// made of a line is then told from what was written. The first journals had no `sum`.
enum JournalLine: Sendable, Hashable {
  /// When it was written, and what it tells.
  case entry(JournalEntry, at: Int64)
  /// As it was written, and of a kind that the records are not made of.
  case other
  /// Not as it was written.
  case damaged
  /// The last line, without its end: a crash's, or damaged.
  case torn

  private static let version: Int64 = 1
  private static let sumDigits = 16

  /// The line for a change, with its line break.
  static func written(
    _ kind: String, _ fields: [String: JSONValue], at time: Int64
  ) -> [UInt8] {
    var line = fields
    line["v"] = .int(version)
    line["kind"] = .string(kind)
    line["at"] = .int(time)
    // What is summed up is also what is written, but for the sum.
    let (head, tail) = JSONValue.halves(of: line, around: "sum")
    let sum = SHA256.digest(head + tail).hex(first: sumDigits)
    return head + ",\"sum\":\"\(sum)\"".utf8 + tail + [UInt8(ascii: "\n")]
  }

  /// Reads a line without its line break; `isWhole` says that it had one.
  ///
  /// - Throws: `.newerVersion` for a line that a newer Reel wrote.
  init(_ bytes: [UInt8], isWhole: Bool) throws(StoreError) {
    guard var fields = (try? JSONValue(parsing: bytes))?.fields else {
      self = isWhole ? .damaged : .torn
      return
    }
    if let sum = fields.removeValue(forKey: "sum"), sum.string != Self.sum(of: fields) {
      self = .damaged
      return
    }
    guard let version = fields["v"]?.integer, let kind = fields["kind"]?.string,
      let time = fields["at"]?.integer
    else {
      self = .damaged
      return
    }
    guard version <= Self.version else {
      throw StoreError(
        .newerVersion,
        "a newer Reel wrote this journal: it has version \(version), this Reel knows "
          + "\(Self.version); use that Reel, or another --state-dir")
    }
    guard JournalEntry.kinds.contains(kind) else {
      self = .other
      return
    }
    do {
      self = .entry(try JournalEntry(kind: kind, .object(fields)), at: time)
    } catch {
      self = .damaged
    }
  }

  private static func sum(of fields: [String: JSONValue]) -> String {
    SHA256.digest(JSONValue.object(fields).bytes).hex(first: sumDigits)
  }
}
