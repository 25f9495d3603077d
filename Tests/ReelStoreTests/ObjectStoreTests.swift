import ReelBasics
import ReelStore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct ObjectStoreTests {
  let folder: TemporaryFolder
  let store: ObjectStore

  init() throws {
    folder = try TemporaryFolder()
    store = ObjectStore(try folder.state())
  }

  /// A file of the store's own, written and not yet kept.
  private func temporary(_ text: String) throws -> String {
    let path = store.newTemporaryPath()
    try folder.write(text, to: String(path.dropFirst(folder.path.count + 1)))
    return path
  }

  private func leftovers() throws -> [String] {
    try folder.everything().filter { $0.hasPrefix("state/tmp/") && !$0.contains("undecodable") }
  }

  @Test func keepsBytesUnderTheirDigest() throws {
    let digest = try store.keep(Array("cup".utf8))
    #expect(digest == SHA256.digest("cup"))
    let name = "state/objects/\(digest.hex.prefix(2))/\(digest.hex.dropFirst(2))"
    #expect(store.path(of: digest) == folder.path + "/" + name)
    #expect(store.has(digest))
    #expect(try store.verify(digest))
    #expect(try folder.read(name) == "cup")
    #expect(folder.permissions(name) == 0o444)
    #expect(folder.permissions("state/objects/\(digest.hex.prefix(2))") == 0o700)
    #expect(try store.keep(Array("cup".utf8)) == digest)
    #expect(try leftovers().isEmpty)
    #expect(!store.has(SHA256.digest("other")))
    #expect(try !store.verify(SHA256.digest("other")))
  }

  @Test func aSecondTryFindsWhatTheFirstPutInPlace() throws {
    let digest = SHA256.digest("cup")
    let path = try temporary("cup")
    try store.keep(path, as: digest)
    try store.keep(path, as: digest)
    let error = #expect(throws: StoreError.self) {
      try store.keep(path, as: SHA256.digest("jug"))
    }
    #expect(error?.code == .missing)
  }

  @Test func givesTheBytesOfASmallObjectThatIsWhole() throws {
    let digest = try store.keep(Array("cup".utf8))
    #expect(try store.bytes(of: digest, upTo: 3) == Array("cup".utf8))
    #expect(try store.bytes(of: digest, upTo: 2) == nil)
    #expect(try store.bytes(of: SHA256.digest("jug"), upTo: 9) == nil)
    let path = store.path(of: digest)
    unlink(path)
    try folder.write("cap", to: String(path.dropFirst(folder.path.count + 1)))
    #expect(try store.bytes(of: digest, upTo: 9) == nil)
  }

  @Test func aFolderThatIsTakenAwayIsMadeAgain() throws {
    let digest = try store.keep(Array("cup".utf8))
    unlink(store.path(of: digest))
    rmdir(folder.path + "/state/objects/\(digest.hex.prefix(2))")
    try store.keep(try temporary("cup"), as: digest, isSynced: false)
    #expect(try store.verify(digest))
  }

  @Test func keepsAFileAndTheFirstOneWins() throws {
    let digest = SHA256.digest("cup")
    try store.keep(try temporary("cup"), as: digest)
    let first = OutputFolder(root: folder.path)
    let path = String(store.path(of: digest).dropFirst(folder.path.count + 1))
    let stamp = try first.stamp(of: path)
    try store.keep(try temporary("cup"), as: digest)
    #expect(try first.stamp(of: path) == stamp)
    #expect(try leftovers().isEmpty)
  }

  @Test func neverAcceptsAWrongDigest() throws {
    let path = try temporary("not a cup")
    let error = #expect(throws: StoreError.self) {
      try store.keep(path, as: SHA256.digest("cup"))
    }
    #expect(error?.code == .damaged)
    #expect(!store.has(SHA256.digest("cup")))
    #expect(!store.has(SHA256.digest("not a cup")))
    #expect(try leftovers().count == 1)
    try store.removeTemporaries(now: 0)
    #expect(try leftovers().isEmpty)
  }

  /// Only what Reel made is cleared away: a folder of that name may be anybody's.
  @Test func clearsOnlyItsOwnTemporaries() throws {
    let kept = ["notes.txt", "reel-part-", "reel-part-0123456789abcdeF", "2i4ezv8ygy1pq"]
    for name in kept { try folder.write("mine", to: "state/tmp/\(name)") }
    for kind in TemporaryName.Kind.allCases {
      try folder.write("cut", to: "state/tmp/\(TemporaryName.make(kind))")
    }
    try store.removeTemporaries(now: 0)
    let fetched = try leftovers().filter { $0.contains("reel-fetched-") }
    #expect(fetched.count == 1)
    #expect(Set(try leftovers()) == Set(kept.map { "state/tmp/" + $0 } + fetched))
    // Nobody asks for it any more.
    try store.removeTemporaries(now: 10_000_000_000)
    #expect(Set(try leftovers()) == Set(kept.map { "state/tmp/" + $0 }))
  }

  @Test func clearsNothingThroughALink() throws {
    try folder.write("mine", to: "else/\(TemporaryName.make())")
    try folder.remove("state/tmp/undecodable")
    try folder.remove("state/tmp")
    try folder.link("state/tmp", to: "../else")
    #expect(throws: StoreError.self) { try store.removeTemporaries(now: 0) }
    #expect(try folder.everything().contains { $0.hasPrefix("else/reel-part-") })
  }

  @Test func whatStoodInAnAnswerIsPutAside() throws {
    for text in ["picture", "{\"data\""] {
      try folder.write(text, to: "state/tmp/\(TemporaryName.make(.answer))")
    }
    let paths = try store.setAsideAnswers { $0 == Array("picture".utf8) }
    #expect(
      try paths.map { try folder.read(String($0.dropFirst(folder.path.count + 1))) } == ["picture"])
    try store.removeTemporaries(now: 0)
    #expect(try leftovers().isEmpty)
  }

  /// It was paid for, and a disk that is full now may have room for the next run.
  @Test func whatStoodInAnAnswerStaysWhereItCannotBePutAside() throws {
    for text in ["picture", "{\"data\""] {
      try folder.write(text, to: "state/tmp/\(TemporaryName.make(.answer))")
    }
    try folder.remove("state/tmp/undecodable")
    try folder.write("in the way", to: "state/tmp/undecodable")
    let isMedia: ([UInt8]) -> Bool = { $0 == Array("picture".utf8) }
    #expect(throws: StoreError.self) { try store.setAsideAnswers(where: isMedia) }
    try store.removeTemporaries(now: 0, keepingAnswers: isMedia)
    #expect(try leftovers().map(folder.read) == ["picture"])
    try folder.remove("state/tmp/undecodable")
    #expect(try store.setAsideAnswers(where: isMedia).count == 1)
    #expect(try leftovers().isEmpty)
  }

  @Test func aResultThatHasComeWholeHasItsPlace() throws {
    let address = "https://example.com/film.mp4"
    let path = try store.keepFetched(try temporary("film"), from: address)
    #expect(
      path == store.fetchedPath(from: address) && path != store.fetchedPath(from: address + "?"))
    try store.removeTemporaries(now: 0)
    try store.keep(path, as: SHA256.digest("film"))
    #expect(try leftovers().isEmpty)
  }

  @Test func replacesABrokenObject() throws {
    let digest = try store.keep(Array("cup".utf8))
    let name = String(store.path(of: digest).dropFirst(folder.path.count + 1))
    try folder.remove(name)
    try folder.write("cu", to: name)
    #expect(try !store.verify(digest))
    try store.keep(Array("cup".utf8))
    #expect(try store.verify(digest))
  }

  @Test(arguments: ["", "cu", "cap", "cups"])
  func aDamagedObjectIsPutAsideWhenItIsUsed(_ damaged: String) throws {
    let digest = try store.keep(Array("cup".utf8))
    try store.check(digest)
    let name = String(store.path(of: digest).dropFirst(folder.path.count + 1))
    try folder.remove(name)
    try folder.write(damaged, to: name)
    let error = #expect(throws: StoreError.self) { try store.check(digest) }
    #expect(error?.code == .damaged)
    #expect(!store.has(digest))
    let aside = try folder.everything().filter { $0.hasPrefix("state/tmp/undecodable/") }
    #expect(try aside.map(folder.read) == [damaged])
    #expect(#expect(throws: StoreError.self) { try store.check(digest) }?.code == .missing)
  }

  @Test func putsAnObjectAsideThatIsOfNoUse() throws {
    let digest = try store.keep(Array("cup".utf8))
    let path = try store.setAside(store.path(of: digest))
    #expect(!store.has(digest))
    #expect(try folder.read(String(path.dropFirst(folder.path.count + 1))) == "cup")
  }

  @Test func putsAsideOnlySoMuch() throws {
    var last = ""
    for number in 0..<40 { last = try store.setAside(try temporary("broken \(number)")) }
    let aside = try folder.everything().filter { $0.hasPrefix("state/tmp/undecodable/") }
    #expect(aside.count == 32)
    #expect(aside.contains { folder.path + "/" + $0 == last })
    try store.removeTemporaries(now: 0)
    #expect(try folder.everything().contains("state/tmp/undecodable"))
    #expect(try folder.read(String(last.dropFirst(folder.path.count + 1))) == "broken 39")
  }

  /// An answer that nobody can read may be the only copy of what was paid for.
  @Test func putsEveryAnswerAside() throws {
    let first = try store.setAside(answer: Array("paid".utf8))
    for number in 0..<40 { _ = try store.setAside(answer: Array("paid \(number)".utf8)) }
    _ = try store.setAside(media: try temporary("a picture of one"))
    for number in 0..<40 { _ = try store.setAside(try temporary("broken \(number)")) }
    let aside = try folder.everything().filter { $0.hasPrefix("state/tmp/undecodable/") }
    #expect(aside.count == 42 + 32)
    #expect(try folder.read(String(first.dropFirst(folder.path.count + 1))) == "paid")
  }

  /// Where it stands across two pieces, too.
  @Test(arguments: [0, 1, 7, (1 << 20) - 3, (1 << 20) - 1, 1 << 20, (1 << 20) + 4095, 3 << 20])
  func takesTheKeyOutOfAnAnswer(place: Int) throws {
    let secret = Array("sec!ret".utf8)
    var bytes = [UInt8](repeating: UInt8(ascii: "s"), count: 4 << 20)
    bytes.replaceSubrange(place..<place + secret.count, with: secret)
    let file = try temporary(String(decoding: bytes, as: UTF8.self))
    let path = try store.setAside(answer: file, overlap: 4096) { piece in
      guard let start = piece.firstRange(of: secret) else { return false }
      piece.replaceSubrange(start, with: Array("*******".utf8))
      return true
    }
    bytes.replaceSubrange(place..<place + secret.count, with: Array("*******".utf8))
    let kept = try folder.read(String(path.dropFirst(folder.path.count + 1)))
    #expect(kept == String(decoding: bytes, as: UTF8.self))
  }
}
