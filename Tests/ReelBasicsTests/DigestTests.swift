import ReelBasics
import Testing

@Suite struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `known texts have their known digests`(text: String, hex: String) throws {
    let digest = SHA256.digest(text)
    #expect(digest.hex == hex && digest.description == hex && digest.short == hex.prefix(12))
    for count in [0, 1, 15, 16, 63, 64, 70] {
      #expect(digest.hex(first: count) == hex.prefix(count))
    }
    #expect(Digest(hex: hex) == digest)
    #expect(Digest(bytes: digest.bytes) == digest)
    let pieces = SHA256()
    for byte in text.utf8 { pieces.update([byte]) }
    pieces.update([])
    #expect(pieces.finish() == digest)
  }

  @Test(arguments: [
    "", "ba78", String(repeating: "A", count: 64), String(repeating: "g", count: 64),
    String(repeating: "0", count: 63), String(repeating: "0", count: 65),
    String(repeating: "٣", count: 32),
  ])
  func `anything else is no digest`(hex: String) {
    #expect(Digest(hex: hex) == nil)
  }

  @Test func `digests sort by their digits`() throws {
    let hexes = (0..<50).map { SHA256.digest("\($0)").hex }
    #expect(hexes.compactMap { Digest(hex: $0) }.sorted().map(\.hex) == hexes.sorted())
    #expect(Digest(bytes: [1, 2, 3]) == nil)
  }
}
