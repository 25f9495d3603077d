import ReelBasics
import ReelManifest
import ReelPlan
import Testing

@testable import ReelStore

@Suite struct LockFileTests {
  private static func digest(_ text: String) -> Digest { SHA256.digest(text) }

  private static func media(_ text: String, length: Int? = nil) -> MediaRecord {
    MediaRecord(
      digest: digest(text), mediaType: length == nil ? "image/png" : "video/mp4", byteCount: 12,
      width: 640, height: 360, milliseconds: length)
  }

  /// An entry with everything that there can be.
  private static var full: LockFile.Entry {
    var entry = LockFile.Entry()
    let work = Fingerprint(digest("work"))
    entry.fingerprint = work
    entry.outputs = [
      LockFile.Output(
        path: "a/b: c-1.png", variant: 1, media: media("derived"), original: media("one"),
        recipe: "size1(640x360,cover)", model: "grok", requestID: "r-1",
        revisedPrompt: "A \"red\" #kite:\n\u{7} 🪁"),
      LockFile.Output(
        path: "film.mp4", variant: 3, media: media("film", length: 6000),
        original: media("film", length: 6000), recipe: "", model: nil, requestID: nil,
        revisedPrompt: nil),
    ]
    entry.moderated = [2, 4]
    entry.pick = PickRecord(fingerprint: work, variant: 3, digest: digest("film"))
    entry.refusal = LockFile.RefusedWork(
      fingerprint: Fingerprint(digest("other")),
      refusal: Refusal(kind: .moderated, message: "no: it's 'bad'", cost: Ticks(5)))
    entry.open = [
      LockFile.StuckRequest(
        fingerprint: work, variants: [5, 6], lostBecause: nil, worstCost: Ticks(400_000_000)),
      LockFile.StuckRequest(
        fingerprint: work, variants: [7], lostBecause: "it expired", worstCost: nil),
    ]
    return entry
  }

  @Test func `what is written is read back`() throws {
    let lock = LockFile(entries: [
      "cup": Self.full, "no": Self.full, "banner[product=mug,ratio=16:9]": Self.full,
      "1e3": Self.full,
    ])
    let text = try LockFileWriter.text(of: lock)
    #expect(try LockFileReader.read(Array(text.utf8), name: "x.lock.yaml") == lock)
  }

  /// An axis may have a whole prompt as a value; libyaml reads no key of more than 1024 characters that
  /// has no mark.
  @Test(arguments: [168, 1021, 1022, 1023, 1024, 1025, 6_000], ["x", "é", "a \"b\"", "\u{7}"])
  func `an id of any length is read back`(length: Int, part: String) throws {
    let id = String(String(repeating: part, count: length).prefix(length))
    let lock = LockFile(entries: [id: Self.full, "z": Self.full])
    let text = try LockFileWriter.text(of: lock)
    #expect(try LockFileReader.read(Array(text.utf8), name: "x.lock.yaml") == lock)
    for known in [[id, "z"], ["z"], [id]] {
      var names = LockFileNames(knownAs: Set(known))
      names.read(Array(text.utf8))
      #expect(names.areKnown == (known.count == 2))
    }
  }

  /// What a provider says goes into it: `\u{2028}` ends a line in YAML, others are not allowed there.
  @Test func `no character makes it unreadable`() throws {
    let scalars = [
      0x7F, 0x80, 0x85, 0x9B, 0xA0, 0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF, 0xFFFD, 0xFFFE, 0xFFFF,
      0x1F4A9, 0x1FFFE, 0x10FFFF,
    ]
    for scalar in scalars.compactMap(Unicode.Scalar.init) {
      var entry = Self.full
      entry.outputs = [
        LockFile.Output(
          path: "a.png", variant: 1, media: Self.media("one"), original: Self.media("one"),
          recipe: "", model: "m\(scalar)", requestID: "r\(scalar)",
          revisedPrompt: "A\(scalar)\n\"\(scalar)")
      ]
      let lock = LockFile(entries: ["cup": entry, "x\(scalar)": Self.full])
      let text = try LockFileWriter.text(of: lock)
      #expect(
        try LockFileReader.read(Array(text.utf8), name: "x.lock.yaml") == lock, "\(scalar.value)")
    }
  }

  @Test(arguments: [1, 7, 40, 100_000]) func `whom it names can be told without reading it`(
    piece: Int
  ) throws {
    let ids = ["cup", "no", "banner[product=mug,ratio=16:9]", "1e3", "a \"b\" 🪁", "z"]
    let lock = LockFile(entries: Dictionary(uniqueKeysWithValues: ids.map { ($0, Self.full) }))
    let bytes = Array(try LockFileWriter.text(of: lock).utf8)
    func areKnown(_ known: [String]) -> Bool {
      var names = LockFileNames(knownAs: Set(known))
      for start in stride(from: 0, to: bytes.count, by: piece) {
        names.read(Array(bytes[start..<min(start + piece, bytes.count)]))
      }
      return names.areKnown
    }
    #expect(areKnown(ids + ["another"]))
    #expect(!areKnown([]))
    for id in ids { #expect(!areKnown(ids.filter { $0 != id }), "\(id)") }
  }

  @Test func `an empty one names nobody`() throws {
    var names = LockFileNames(knownAs: [])
    names.read(Array(try LockFileWriter.text(of: LockFile()).utf8))
    #expect(names.areKnown)
  }

  @Test func `it has room for every cell that a manifest may have`() throws {
    let cells = YAMLLimits().cells
    let text = try LockFileWriter.text(of: LockFile(entries: ["cup": Self.full]))
    #expect(text.utf8.count * cells < LockFileReader.limits.bytes)
    // A line has a key, a value, and the list or mapping that it begins.
    #expect(text.split(separator: "\n").count * 3 * cells < LockFileReader.limits.nodes)
  }

  @Test func `what a dead run left beside it is removed`() throws {
    let folder = try TemporaryFolder()
    for name in [".x.lock.yaml.reel-0123456789abcdef.part", "x.lock.yaml", "x.yaml"] {
      try folder.write("half", to: name)
    }
    try LockStore(path: folder.path + "/x.lock.yaml").removeParts()
    #expect(try folder.everything() == ["x.lock.yaml", "x.yaml"])
  }

  @Test func `an empty entry is not written, and an empty lock is one`() throws {
    let text = try LockFileWriter.text(of: LockFile(entries: ["cup": LockFile.Entry()]))
    #expect(text.hasSuffix("version: 1\nassets: {}\n"))
    #expect(try LockFileReader.read(Array(text.utf8), name: "x") == LockFile())
  }

  @Test func `entries stand in the order of their ids`() throws {
    let lock = LockFile(entries: ["b": Self.full, "a": Self.full, "B": Self.full])
    let ids = try LockFileWriter.text(of: lock).split(separator: "\n")
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
    #expect(ids == ["  B:", "  a:", "  b:"])
  }

  /// Each makes a sound lock file unsound.
  private struct Damage: CustomTestStringConvertible {
    let name: String
    let change: @Sendable (String) -> String
    var testDescription: String { name }
  }

  private static let damages = [
    Damage(name: "cut in the middle") { String($0.prefix($0.count / 2)) },
    Damage(name: "empty") { _ in "" },
    Damage(name: "a conflict of git's") {
      "<<<<<<< HEAD\n" + $0.replacing("assets:", with: "=======\nassets:")
    },
    Damage(name: "a digest too short") { $0.replacing(digest("film").hex, with: "abc") },
    Damage(name: "no fingerprint") {
      $0.replacing(
        "    fingerprint: \"\(digest("work").hex)\"\n    pick", with: "    pick")
    },
    Damage(name: "a variant 0") { $0.replacing("[2, 4]", with: "[0, 4]") },
    Damage(name: "an output's variant 0") {
      $0.replacing("variant: 1\n", with: "variant: 0\n")
    },
    Damage(name: "a pick of no variant") {
      $0.replacing("variant: 3\n", with: "variant: 9223372036854775807\n")
    },
    Damage(name: "a number that is none") { $0.replacing("bytes: 12", with: "bytes: many") },
    Damage(name: "a path as a media type") { $0.replacing("image/png", with: "image/../../x") },
    Damage(name: "an unknown key") { $0.replacing("    moderated:", with: "    moderate:") },
    Damage(name: "no version") { $0.replacing("version: 1\n", with: "") },
    Damage(name: "a duplicate id") { $0 + "  cup: {}\n" },
    Damage(name: "not text") { _ in "\u{0}\u{1}" },
  ]

  @Test(arguments: damages.indices)
  func `what is half understood is refused`(index: Int) throws {
    let text = Self.damages[index].change(
      try LockFileWriter.text(of: LockFile(entries: ["cup": Self.full])))
    let error = try #require(throws: StoreError.self, "\(Self.damages[index].name)") {
      try LockFileReader.read(Array(text.utf8), name: "x.lock.yaml")
    }
    #expect(error.code == .damaged && error.message.contains("x.lock.yaml"))
    #expect(error.message.contains("Take the last one that was committed"))
  }

  @Test func `a merge that was not finished is told as such`() throws {
    let whole = try LockFileWriter.text(of: LockFile(entries: ["cup": Self.full]))
    let text = whole.replacing("    moderated: ", with: "<<<<<<< HEAD\n    moderated: ")
    let error = #expect(throws: StoreError.self) {
      try LockFileReader.read(Array(text.utf8), name: "x.lock.yaml")
    }
    #expect(error?.message.contains("cannot be read: a merge left its conflict here. Take") == true)
  }

  @Test func `a newer one is told as such`() throws {
    let error = try #require(throws: StoreError.self) {
      try LockFileReader.read(Array("version: 2\nassets: {}\n".utf8), name: "x")
    }
    #expect(error.code == .newerVersion)
  }
}

extension LockFileWriter {
  /// The text of a lock file.
  static func text(of lock: LockFile) throws(StoreError) -> String {
    var text = ""
    try write(lock.entries.keys) { (id) throws(StoreError) in
      lock.entries[id] ?? LockFile.Entry()
    } to: { (piece) throws(StoreError) in
      text += piece
    }
    return text
  }
}
