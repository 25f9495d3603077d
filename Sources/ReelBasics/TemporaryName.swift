/// Names of files that are written under another name than their own. By its name it can be told
/// afterwards that Reel made a file: nothing else is ever cleared away.
package enum TemporaryName {
  /// What a file holds while it is being written.
  package enum Kind: String, CaseIterable, Sendable {
    /// What can be had again.
    case part
    /// An answer, or media that stood in one: it was paid for, and comes once.
    case answer
    /// A result that has come whole, and was not looked at yet: its address may not give it again.
    case fetched
  }

  private static let mark = "reel-"

  /// A new name, which nobody can know beforehand.
  package static func make(_ kind: Kind = .part) -> String { "\(mark)\(kind)-\(digits())" }

  /// The name of a result that has come from an address: always the same.
  package static func fetched(from address: String) -> String {
    "\(mark)\(Kind.fetched)-\(SHA256.digest(address).hex.prefix(16))"
  }

  /// What `make` or `fetched` made a name for; `nil` for any other name.
  package static func kind(of name: String) -> Kind? {
    Kind.allCases.first { kind in
      name.without(prefix: "\(mark)\(kind)-").map { isDigits($0) } ?? false
    }
  }

  /// 16 random hexadecimal digits.
  package static func digits() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Whether a text could come from `digits()`.
  package static func isDigits(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 16
      && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
