import ReelBasics
import ReelHTTP

/// An absolute web address that Reel may go to: https, or http to this machine. The transport checks
/// it once more, as it reads it.
struct WebAddress: Sendable, Hashable {
  /// The most bytes of an address.
  static let maximumBytes = 16 << 10

  /// As it was written.
  let text: String
  /// In lower case, without the port; an IPv6 address in brackets.
  let host: String

  /// Reads an address, or says in `objection` why Reel does not go there. The words name no more of
  /// it than scheme and host.
  init(_ text: String) throws(Objection) {
    guard text.utf8.count <= Self.maximumBytes,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f && !"\\<>\"".utf8.contains($0) }),
      let mark = text.firstRange(of: "://")
    else { throw Objection(words: "it is no web address") }
    let scheme = text[..<mark.lowerBound].lowercased()
    guard scheme == "https" || scheme == "http" else {
      throw Objection(words: "only https is spoken")
    }
    let authority = text[mark.upperBound...].before(anyOf: "/?#")
    guard !authority.utf8.contains(UInt8(ascii: "@")) else {
      throw Objection(words: "it names a user")
    }
    guard let host = Self.host(of: authority) else { throw Objection(words: "it has no host") }
    guard scheme == "https" || Loopback.isName(host) else {
      throw Objection(words: "http goes to this machine only")
    }
    self.text = text
    self.host = host
  }

  /// Why Reel does not go to an address, in words that complete "… cannot be used: ".
  struct Objection: Error {
    let words: String
  }

  private static func host(of authority: Substring) -> String? {
    let isBracketed = authority.hasBytePrefix("[")
    let bytes = authority.utf8
    let end =
      isBracketed
      ? bytes.firstIndex(of: UInt8(ascii: "]")).map(bytes.index(after:))
      : bytes.firstIndex(of: UInt8(ascii: ":"))
    guard !isBracketed || end != nil else { return nil }
    let host = authority[..<(end ?? authority.endIndex)].lowercased()
    let port = bytes[(end ?? authority.endIndex)...]
    guard !host.isEmpty, host != "[]", port.isEmpty || port.first == UInt8(ascii: ":"),
      port.dropFirst().allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return host
  }
}
