import ReelBasics
import Testing

@testable import ReelManifest

/// Which changes of a manifest can be looked at by themselves, and what is then read.
@Suite struct ManifestEditTests {
  private static let text = """
    version: 1
    defaults: {image: {model: grok-imagine-image}}
    assets:
      # The first of all
      cup:
        generate: image
        prompt: A cup
        tags: &tags [kitchen, still]
      cup-night:
        edit: cup
        prompt: |+
          Turn it to night

      kite:
        generate: image
        tags: *tags
        prompt: A kite
      clip:
        animate: kite
        prompt: "It flies
          away"
    limits: {concurrency: 3}

    """

  /// What each of the entries needs: none that is not above it.
  private static let needs = ["cup": [], "cup-night": [0], "kite": [], "clip": [2]]

  private static func layout(_ text: String = text) -> ManifestLayout? {
    ManifestLayout(of: Array(text.utf8)) { names in names.map { needs[$0] ?? [] } }
  }

  /// The edit that a replacement in the text is; the second part is what it leaves to be read.
  private static func edit(_ old: String, _ new: String) throws -> ManifestEdit? {
    try #require(text.contains(old), "\(old)")
    let layout = try #require(Self.layout())
    return ManifestEdit(
      from: Array(text.utf8), to: Array(text.replacing(old, with: new, maxReplacements: 1).utf8),
      layout: layout)
  }

  private static func text(_ excerpt: ManifestExcerpt?) -> String? {
    excerpt.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test func `a layout knows where entries stand and what they need`() throws {
    let layout = try #require(Self.layout())
    #expect(layout.lines == [4, 8, 13, 17, 21])
    #expect(layout.starts.map { Self.text.utf8.dropFirst(Int($0)).first } == Array("    l".utf8))
    // 'cup-night' needs 'cup', 'kite' reads an anchor of it, and 'clip' needs 'kite'.
    #expect(layout.ties == [0, 1, 4] && layout.tieStarts == [0, 0, 1, 2, 3])
    #expect(layout.surroundings(of: 0..<1, most: 9) == [0, 1])
    #expect(layout.surroundings(of: 3..<4, most: 9) == [0, 2, 3])
    #expect(layout.surroundings(of: 2..<3, most: 9) == [0, 2, 3])
    #expect(layout.surroundings(of: 2..<3, most: 2) == nil)
  }

  @Test(arguments: [
    "assets: {cup: {generate: image}}\n", "assets: {\n  cup: {},\n  kite: {}}\n", "assets:\n",
    "assets: [cup]\n", "- assets\n", "assets:\n  cup: {}\n  <<: {kite: {}}\n", "sources: {}\n",
    "assets:\n  ? cup\n  : {}\n", "assets:\ncup: {}\n", "assets: &all\n  cup: {}\nname: *all\n",
    "a: &a {assets: {}}\n<<: *a\n", "assets:\n  cup: &cup {}\nname: *cup\n", "", "assets: {",
    "{assets:\n  {cup: {}}}\n", "assets:\n  {cup: {}}\n",
  ])
  func `where entries have no lines of their own, there is no layout`(text: String) {
    #expect(Self.layout(text) == nil)
  }

  @Test func `numbers that are those of no text are no layout`() {
    func layout(
      _ starts: [UInt32], _ lines: [UInt32], _ tieStarts: [UInt32], _ ties: [UInt32]
    ) -> ManifestLayout? {
      ManifestLayout(starts: starts, lines: lines, tieStarts: tieStarts, ties: ties, byteCount: 9)
    }
    #expect(layout([1, 9], [1, 2], [0, 1], [0]) != nil)
    #expect(layout([1, 10], [1, 2], [0, 1], [0]) == nil)
    #expect(layout([9, 1], [1, 2], [0, 1], [0]) == nil)
    #expect(layout([1, 9], [2, 1], [0, 1], [0]) == nil)
    #expect(layout([1, 9], [1, 2], [0, 2], [0]) == nil)
    #expect(layout([1, 9], [1, 2], [1, 1], [0]) == nil)
    #expect(layout([1, 9], [1, 2], [0, 1], [2]) == nil)
    #expect(layout([1, 9], [1], [0, 1], [0]) == nil)
    #expect(layout([1], [1], [0], []) == nil)
  }

  @Test func `an excerpt has what was changed, what depends on it, and what it takes to read it`()
    throws
  {
    let edit = try #require(try Self.edit("A kite", "Two\n      kites"))
    #expect(
      Self.text(edit.after) == """
        version: 1
        defaults: {image: {model: grok-imagine-image}}
        assets:
          # The first of all
          cup:
            generate: image
            prompt: A cup
            tags: &tags [kitchen, still]
          kite:
            generate: image
            tags: *tags
            prompt: Two
              kites
          clip:
            animate: kite
            prompt: "It flies
              away"
        limits: {concurrency: 3}

        """)
    #expect(
      Self.text(edit.before)
        == Self.text(edit.after)?.replacing("Two\n          kites", with: "A kite")
        .replacing("Two\n      kites", with: "A kite"))
  }

  @Test func `messages name the lines of the whole text`() throws {
    let edit = try #require(try Self.edit("A kite", "Two\n      kites"))
    let source = SourceText(name: "reel.yaml", bytes: edit.after.bytes, lines: edit.after.lines)
    let whole = Self.text.replacing("A kite", with: "Two\n      kites").split(
      separator: "\n", omittingEmptySubsequences: false)
    for line in 0..<source.lineCount {
      let location = source.location(line: line, scalar: 0)
      #expect(location.text == String(whole[location.line - 1]), "line \(line)")
    }
  }

  @Test(arguments: [
    ("A kite", "A red kite"), ("A kite", "\"A kite: red\""), ("A kite", "A kite # small"),
    ("A kite", "A *kite* flies"),
    ("    prompt: A kite\n", "    prompt: A kite\n    take: 2\n"),
    ("  clip:\n", "  # A film\n  clip:\n"), ("\n    animate", " # A film\n    animate"),
    ("away\"\n", "away\"\n    take: 2\n"), ("away\"", "far away\""),
    ("    prompt: A kite\n", ""),
  ])
  func `what lies within entries is looked at by itself`(old: String, new: String) throws {
    let edit = try #require(try Self.edit(old, new))
    // Never does what is left out have to do with what is told.
    #expect(edit.after.bytes.count < Self.text.utf8.count)
    #expect(edit.after.bytes != edit.before.bytes)
  }

  @Test(arguments: [
    ("version: 1", "version: 2"), ("concurrency: 3", "concurrency: 4"), ("assets:", "assets :"),
    // Another's anchor, or another anchor.
    ("still]", "life]"), ("&tags", "&words"), ("*tags", "*tag"), ("*tags", "&mine [a]"),
    ("prompt: A kite", "prompt: A kite\n    description: *tags"),
    // What does not end where the entry does.
    ("A kite", "\"A kite"), ("A kite", "[A kite"), ("A kite", "A kite\n..."),
    ("A kite", "A kite\n---"), ("  kite:", "kite:"), ("    prompt: A kite", "prompt: A kite"),
    ("A kite", "'A kite"), ("A kite", "\"A\n kite\""), ("A kite", "A: kite: red"),
    ("A kite\n", "A kite\n\t\n"), ("A kite", "A kite\u{85}"),
    ("limits: {concurrency: 3}\n", "limits: {concurrency: 3}\nname: shop\n"),
    // Lines that are no longer there, or are joined.
    ("    prompt: A kite\n  clip:", "    # prompt: A kite\n  # clip:"),
    ("A kite\n  clip:", "A kite  clip:"), ("[kitchen, still]\n  cup-night", "[a]  cup-night"),
    // Another column of the first, which is that of all.
    ("  cup:\n    generate: image\n", "   cup:\n    generate: image\n"),
    ("  cup:\n    generate", "    cup:\n      generate"), ("  cup:\n", "  {cup:\n"),
    // Another name, and one more.
    ("  clip:\n", "  film:\n"), ("limits", "  more: {}\nlimits"),
    // An alias that comes to life.
    ("Turn it to night", "Turn it\n    tags: *tags"),
  ])
  func `whatever else is changed, all of it is read`(old: String, new: String) throws {
    #expect(try Self.edit(old, new) == nil)
  }

  @Test func `no edit is none`() throws {
    #expect(try Self.edit("cup", "cup") == nil)
  }
}
