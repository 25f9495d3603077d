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
      if let end = Self.end(of: secret, in: bytes, from: index, as: \.asciiLowercased) {
        clean += description.utf8
        index = end
      } else {
        clean.append(bytes[index])
        index += 1
      }
    }
    return clean
  }

  /// Puts a star in the place of each byte that the key was written with, wherever it stands, where it is
  /// long enough to be one.
  ///
  /// - Returns: whether it stood anywhere.
  func blot(_ bytes: inout [UInt8]) -> Bool {
    guard isSecret else { return false }
    let secret = Array(text.utf8)
    var isFound = false
    for first in [secret[0], UInt8(ascii: "\\")] {
      var index = 0
      while let start = bytes.position(of: first, from: index) {
        guard let end = Self.end(of: secret, in: bytes, from: start, as: \.self) else {
          index = start + 1
          continue
        }
        isFound = true
        index = end
        for place in start..<end { bytes[place] = UInt8(ascii: "*") }
      }
    }
    return isFound
  }

  /// The most bytes that a key of the greatest length is written with.
  package static let maximumWrittenBytes = maximumBytes * bytesOfEscape

  private static let bytesOfEscape = 6

  /// Where the key ends that begins at `start`, if it does: written as it is, or as JSON may have it, with
  /// `\/` and `\u002f` in the place of `/`.
  private static func end(
    of secret: [UInt8], in bytes: [UInt8], from start: Int, as letter: (UInt8) -> UInt8
  ) -> Int? {
    var index = start
    for byte in secret {
      guard let written = character(in: bytes, at: index), letter(written.byte) == byte else {
        return nil
      }
      index += written.length
    }
    return index
  }

  /// The character of ASCII at that place, and by how many bytes it is written there.
  private static func character(in bytes: [UInt8], at index: Int) -> (byte: UInt8, length: Int)? {
    guard index < bytes.count else { return nil }
    guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
      return (bytes[index], 1)
    }
    switch bytes[index + 1] {
    case UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "\\"): return (bytes[index + 1], 2)
    case UInt8(ascii: "u") where index + 6 <= bytes.count:
      let digits = String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self)
      return UInt8(digits, radix: 16).map { ($0, 6) }
    default: return (bytes[index], 1)
    }
  }

  private var isSecret: Bool { byteCount >= Self.minimumSecretBytes }

  private var byteCount: Int { text.utf8.count }

  /// How many bytes the key is written with at most, each of its own by an escape.
  var writtenByteCount: Int { byteCount * Self.bytesOfEscape }
}
