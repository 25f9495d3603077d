import ReelBasics

/// Ids, names and seeds: all follow from the emulator's seed and what was asked.
final class Identity: Sendable {
  private let seed: UInt64
  private let occurrences = Locked<[Digest: Int]>([:])

  init(seed: UInt64) { self.seed = seed }

  /// The id of one more request with this body, in the shape of a UUID.
  func requestID(body: Digest) -> String {
    let number = occurrences.withLock { occurrences in
      occurrences[body, default: 0] += 1
      return occurrences[body, default: 0]
    }
    var bytes = Array(digest("request", body.hex, String(number)).bytes.prefix(16))
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return [hex[0..<4], hex[4..<6], hex[6..<8], hex[8..<10], hex[10..<16]]
      .map { $0.joined() }.joined(separator: "-")
  }

  /// The name of a request's medium at a place among its results.
  func mediaName(requestID: String, slot: Int, type: MediaType) -> String {
    "\(token("media", requestID, String(slot))).\(type.suffix)"
  }

  /// 32 hexadecimal digits that follow from words.
  func token(_ words: String...) -> String {
    SHA256.digest(([String(seed)] + words).joined(separator: "\n")).hex(first: 32)
  }

  /// The seed of a scene: of what is shown, and the place among the results.
  func sceneSeed(_ scene: JSONValue, slot: Int) -> UInt64 {
    digest("scene", scene.canonical, String(slot)).bytes.prefix(8)
      .reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func digest(_ parts: String...) -> Digest {
    SHA256.digest(([String(seed)] + parts).joined(separator: "\n"))
  }
}
