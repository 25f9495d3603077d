import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// What counts in a fingerprint, and what does not.
@Suite struct FingerprintScopeTests {
  private static let base = """
    assets:
      x:
        generate: image
        prompt: A red kite
        aspect_ratio: 16:9
    """

  private func fingerprint(_ text: String, provider: String = "xai") throws -> Fingerprint {
    let (manifest, _) = try PlanSample.load(text)
    let source = manifest.assets.first { $0.id.text != "x" }
    let products = source.map {
      [
        $0.id.text: Product(
          asset: $0, slots: [1: PlanSample.kept("one"), 2: PlanSample.kept("two")],
          finish: PictureFinish(mask: nil, size: nil))
      ]
    }
    let id = manifest.assets.contains { $0.id.text == "x" } ? "x" : "renamed"
    return try PlanSample.work(id, of: manifest, provider: provider, products: products ?? [:])
      .fingerprint
  }

  @Test(arguments: [
    "assets:\n  renamed: {generate: image, prompt: A red kite, aspect_ratio: 16:9}",
    "assets:\n  x: {aspect_ratio: '16:9', prompt: \"A red kite\", generate: image}",
    base + "\n    count: 4\n    pick: 2\n    output: kites/${index}.png\n    tags: [a]",
    base
      + "\n    description: About kites\n    timeout: 90\n    attempts: 2\n    on_moderated: skip",
    base + "\n    model: grok-imagine-image\n    take: 1",
    base + "\n    extra: {}\n",
    // What Reel asks for anyway.
    base + "\n    resolution: 1k", base + "\n    size: 320x180",
    "limits: {concurrency: 1, budget: 3}\nname: other\noutput: elsewhere\n" + base,
    "defaults: {image: {aspect_ratio: 16:9}}\nassets: {x: {generate: image, prompt: A red kite}}",
    "variables: {r: 16:9, k: kite}\nassets: {x: {generate: image, prompt: 'A red ${k}', aspect_ratio: '${r}'}}",
    "assets:\n  y: &y {generate: image, prompt: A red kite}\n  x: {<<: *y, aspect_ratio: 16:9}",
    base + "\n    needs: [y]\n  y: {generate: image, prompt: Other}",
    "provider: {name: xai, base_url: https://us.api.x.ai/v1}\n" + base,
  ])
  func `what is not asked for does not count`(text: String) throws {
    #expect(try fingerprint(text) == fingerprint(Self.base), "\(text)")
  }

  @Test(arguments: [
    ("prompt: A red kite", "prompt: A red kite."), ("prompt: A red kite", "prompt: a red kite"),
    ("16:9", "9:16"), ("aspect_ratio: 16:9", "resolution: 1k"),
    ("aspect_ratio: 16:9", "aspect_ratio: 16:9\n    resolution: 2k"),
    ("aspect_ratio: 16:9", "aspect_ratio: 16:9\n    take: 2"),
    ("aspect_ratio: 16:9", "aspect_ratio: 16:9\n    user: me"),
    ("aspect_ratio: 16:9", "aspect_ratio: 16:9\n    extra: {seed: 1}"),
    ("aspect_ratio: 16:9", "aspect_ratio: 16:9\n    model: grok-imagine-image-2.0"),
    ("generate: image", "edit: ./logo.png"), ("generate: image", "generate: video"),
    ("aspect_ratio: 16:9", "size: 100x100"),
  ])
  func `what is asked for counts`(old: String, new: String) throws {
    #expect(Self.base.contains(old))
    let text = Self.base.replacing(old, with: new)
    #expect(try fingerprint(text) != fingerprint(Self.base), "\(text)")
  }

  @Test func `who is asked counts`() throws {
    let prints = try ["xai", "emulator", "localhost"].map {
      try fingerprint(Self.base, provider: $0)
    }
    #expect(Set(prints).count == 3)
  }

  @Test func `inputs count by what they are and by their order`() throws {
    let forms = [
      "[./logo.png, ./other.png]", "[./other.png, ./logo.png]", "./logo.png", "./other.png",
      "https://example.com/a.png", "https://example.com/b.png", "y", "y#2", "[y, ./logo.png]",
    ]
    let prints = try forms.map {
      try fingerprint(
        "assets:\n  x: {edit: \($0), prompt: A}\n  y: {generate: image, prompt: Y, count: 2}")
    }
    #expect(Set(prints).count == forms.count)
    let named = try fingerprint(
      "sources: {mark: ./logo.png}\nassets:\n  x: {edit: mark, prompt: A}")
    #expect(named == prints[2], "a file counts by its content, not by its name")
    #expect(
      try fingerprint(
        "assets:\n  x: {edit: 'y#1', prompt: A}\n  y: {generate: image, prompt: Y, count: 2}")
        == prints[6])
  }

  @Test func `what Reel does afterwards does not count, but to those that build on it`() throws {
    let fit = try fingerprint(
      "assets:\n  x: {generate: image, prompt: A, size: 100x100, fit: contain}")
    #expect(try fit == fingerprint("assets:\n  x: {generate: image, prompt: A, size: 100x100}"))
    #expect(
      try fit
        == fingerprint(
          "assets:\n  x: {generate: image, prompt: A, aspect_ratio: 1:1, resolution: 1k}"))
    let masked = "assets:\n  x: {edit: ./logo.png, prompt: A, mask: ./mask.png}"
    #expect(
      try fingerprint(masked) == fingerprint(masked.replacing(", mask: ./mask.png", with: "")))
  }

  // MARK: Formatting

  @Test(arguments: 0..<60)
  func `order and style of keys do not count`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let keys: [(String, [String])] = [
      ("generate", ["image", "'image'", "\"image\"", "&g image"]),
      (
        "prompt",
        [
          "\"A \\\"red\\\" kite: é\"", "'A \"red\" kite: é'", "\"A \\\"red\\\" kite: \\u00e9\"",
          "\"A ${colour} kite: é\"",
        ]
      ),
      ("aspect_ratio", ["16:9", "\"16:9\"", "'16:9'", "${ratio}"]),
      ("quality", ["low", "'low'", "!!str low"]),
      ("model", ["grok-imagine-image-2.0", "'grok-imagine-image-2.0'"]),
      ("take", ["3", "+3", "0x3", "3.0", "3e0", "${three}"]),
      ("extra", ["{a: 1, b: two}", "{b: two, a: 1.0}", "{\"b\": \"two\", \"a\": 0x1}"]),
    ]
    func asset(_ isPlain: Bool) -> String {
      let chosen = (isPlain ? keys : keys.shuffled(using: &random)).map { name, values in
        (name, isPlain ? values[0] : values.randomElement(using: &random) ?? values[0])
      }
      if !isPlain, Bool.random(using: &random) {
        let entries = chosen.map { "\"\($0)\": " + ($1.hasPrefix("${") ? "\"\($1)\"" : $1) }
        return "  x: {" + entries.joined(separator: ", ") + "}"
      }
      let indent = String(
        repeating: " ", count: isPlain ? 4 : Int.random(in: 3...9, using: &random))
      return "  x:\n"
        + chosen.map { "\(indent)\($0): \($1)\(isPlain ? "" : "  # why")" }.joined(
          separator: "\n\n")
    }
    let head = "variables: {colour: '\"red\"', ratio: 16:9, three: 3}\nassets:\n"
    let plain = head + asset(true)
    let other = head + asset(false)
    let text = seed % 2 == 0 ? other : other.replacing("\n", with: "\r\n")
    // A comment after a prompt without quotes would be a finding, and none is without.
    #expect(try fingerprint(text) == fingerprint(plain), "seed \(seed):\n\(text)")
  }

  @Test(
    arguments: [
      ("xai", nil, "xai"), ("xai", "https://api.x.ai/v1", "xai"), ("xai", "https://x.ai", "xai"),
      ("xai", "https://us-east-1.API.x.ai:443/v1", "xai"),
      ("xai", "http://127.0.0.1:8080/v1", "127.0.0.1"),
      ("xai", "http://127.0.0.1:9999/other", "127.0.0.1"), ("xai", "http://[::1]:8080/", "[::1]"),
      ("xai", "https://me:secret@Example.com/v1", "example.com"),
      ("xai", "https://evilx.ai", "evilx.ai"),
      ("xai", "https://evil.example/\u{301}.x.ai", "evil.example"),
      ("xai", "https://evil.example#\u{200D}.x.ai", "evil.example"),
      ("xai", "https://evil.example:\u{FE0F}.x.ai", "evil.example"),
      ("xai", "https://x.ai@\u{301}.example", "\u{301}.example"),
      ("xai", "http://xai:8080/v1", "host:xai"), ("xai", "http://Emulator/v1", "host:emulator"),
      ("xai", "http://xai.example/v1", "xai.example"),
    ] as [(String, String?, String)])
  func `a provider counts by its host`(name: String, url: String?, identity: String) {
    #expect(ProviderIdentity.of(provider: name, baseURL: url) == identity)
  }
}
