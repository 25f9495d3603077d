import ReelBasics
import ReelHTTP

/// A provider's key. It can be put into a request's headers and taken out of texts, and nothing else:
/// no description, reflection or error shows it.
package struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let text: String

  /// Takes a key as the environment gives it, without the space around it.
  ///
  /// - Throws: `invalidKey` where it is empty, longer than 4096 bytes, or has other characters than
  ///   visible ASCII.
  package init(_ text: String) throws(ProviderError) {
    var bytes = text.utf8.drop(while: \.isASCIISpace)
    while let last = bytes.last, last.isASCIISpace { bytes.removeLast() }
    guard !bytes.isEmpty else { throw ProviderError(.invalidKey, "the key is empty") }
    guard bytes.count <= Self.maximumBytes, bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else {
      throw ProviderError(.invalidKey, "the key has characters that no key has, or is too long")
    }
    self.text = String(decoding: Array(bytes), as: UTF8.self)
  }

  package var description: String { "<key>" }
  package var debugDescription: String { "<key>" }
  package var customMirror: Mirror { Mirror(self, children: [:]) }

  package static let maximumBytes = 4096

  /// The least length at which a key is taken out of texts. Real ones have some 80 bytes; what is shorter
  /// than this is none, guards nothing, and stands in other words, as `k` in the name of a model: records
  /// would be spoilt by taking it out.
  static let minimumSecretBytes = 8

  /// Adds the header that carries the key: `Authorization: Bearer …`, or another one.
  func authorize(
    _ headers: inout HTTPHeaders, header: String = "Authorization", prefix: String = "Bearer "
  ) {
    headers.append(header, prefix + text)
  }

  /// The UTF-8 text with `<key>` wherever the key stood, in large or small letters: names of hosts are
  /// told in small ones. Of a key that is too short to be one the text stays as it is.
  func redact(_ bytes: [UInt8]) -> [UInt8] {
    guard isSecret else { return bytes }
    let secret = text.utf8.map(\.asciiLowercased)
    var clean: [UInt8] = []
    clean.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index].asciiLowercased == secret[0],
        bytes[index...].lazy.map(\.asciiLowercased).starts(with: secret)
      {
        clean += description.utf8
        index += secret.count
      } else {
        clean.append(bytes[index])
        index += 1
      }
    }
    return clean
  }

  /// Puts a star in the place of each of the key's bytes wherever it stands, where it is long enough to
  /// be one.
  ///
  /// - Returns: whether it stood anywhere.
  func blot(_ bytes: inout [UInt8]) -> Bool {
    guard isSecret else { return false }
    let secret = Array(text.utf8)
    var isFound = false
    var index = 0
    while let start = bytes.position(of: secret[0], from: index) {
      guard bytes[start...].starts(with: secret) else {
        index = start + 1
        continue
      }
      isFound = true
      index = start + secret.count
      for place in start..<index { bytes[place] = UInt8(ascii: "*") }
    }
    return isFound
  }

  private var isSecret: Bool { byteCount >= Self.minimumSecretBytes }

  /// How many bytes the key has.
  var byteCount: Int { text.utf8.count }
}
