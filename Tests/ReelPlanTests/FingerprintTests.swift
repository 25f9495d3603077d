import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// Fingerprints that were given out stay what they are: a change makes people pay again.
@Suite struct FingerprintTests {
  /// A request, the form it has to have, and the form's SHA-256 as another program computed it.
  struct Pinned: Sendable, CustomStringConvertible {
    let id: String
    let provider: String
    let form: String
    let hex: String
    var description: String { id }
  }

  static let manifest = """
    variables: {who: "A red kite"}
    defaults:
      image: {resolution: 2k}
      video: {generate_audio: false}
    assets:
      plain: {generate: image, prompt: "${who}"}
      rich:
        generate: image
        model: grok-imagine-image-2.0
        prompt: |
          Say "kite" 🪁
          \\ and a tab\there
        quality: low
        size: 1200x628
        user: me
        take: 2
        extra: {seed: 7, b: {y: [1, 2.5, null, true], x: "é"}, a: 6.0}
      composed: {edit: [./logo.png, "https://example.com/a b.png", plain], prompt: Together}
      moved: {animate: rich, duration: 6, resolution: 720p}
      like: {generate: video, references: [./logo.png, ./other.png], prompt: Fly}
      longer: {extend: ./film.mp4, prompt: "On\\u0007", duration: 3}
      ended:
        animate: ./logo.png
        last_frame: rich
        model: grok-imagine-video-1.5
    """

  static let pinned = [
    Pinned(
      id: "plain", provider: "xai",
      form: """
        reel-fingerprint 1
        operation generate-image
        provider "xai"
        model "grok-imagine-image"
        take 1
        parameter resolution "2k"
        prompt "A red kite"

        """, hex: "0bb2105501df3d88486bed600b19052c408a0ab6b5cbda2b3c9e1a478b484621"),
    Pinned(
      id: "rich", provider: "xai",
      form: #"""
        reel-fingerprint 1
        operation generate-image
        provider "xai"
        model "grok-imagine-image-2.0"
        take 2
        parameter aspect_ratio "2:1"
        parameter quality "low"
        parameter resolution "1k"
        parameter user "me"
        extra "a" 6
        extra "b" {"x":"é","y":[1,2.5,null,true]}
        extra "seed" 7
        prompt "Say \"kite\" 🪁\n\\ and a tab\there\n"

        """#, hex: "a8b9674d15a5190a88f824b1c824ee502c0f8e9d49392cd9c801333d79a213a8"),
    Pinned(
      id: "composed", provider: "localhost",
      form: """
        reel-fingerprint 1
        operation edit-image
        provider "localhost"
        model "grok-imagine-image"
        take 1
        parameter resolution "2k"
        prompt "Together"
        input source file:3598ce6f965b2481fe26316c06b30950c46ac7f8e7229f104aa78f579997668d
        input source url:"https://example.com/a b.png"
        input source made:0682c5f2076f099c34cfdd15a9e063849ed437a49677e6fcc5b4198c76575be5

        """, hex: "a736f100358e44a93c747d77d35e1959aee453e8bf6560dc8cfa5e662577c131"),
    Pinned(
      id: "moved", provider: "emulator",
      form: """
        reel-fingerprint 1
        operation animate-image
        provider "emulator"
        model "grok-imagine-video"
        take 1
        parameter duration 6
        parameter generate_audio false
        parameter resolution "720p"
        input source made:0682c5f2076f099c34cfdd15a9e063849ed437a49677e6fcc5b4198c76575be5|size1(1200x628,cover)

        """, hex: "0265c2f5c899117d5c71bcd1f23ac67143c9a23b565ced0e0dd931386557f028"),
    Pinned(
      id: "like", provider: "xai",
      form: """
        reel-fingerprint 1
        operation reference-video
        provider "xai"
        model "grok-imagine-video"
        take 1
        parameter generate_audio false
        prompt "Fly"
        input reference file:3598ce6f965b2481fe26316c06b30950c46ac7f8e7229f104aa78f579997668d
        input reference file:d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa

        """, hex: "611c7c988d2f487d20968d1e9214a799866fe8bd965f7bd11eff515d61cbe86a"),
    Pinned(
      id: "longer", provider: "xai",
      form: #"""
        reel-fingerprint 1
        operation extend-video
        provider "xai"
        model "grok-imagine-video"
        take 1
        parameter duration 3
        prompt "On\u0007"
        input source file:d0607f7ad2628b2af9158dfba06ce87166e66b15bf68f8f358f9aa27ccb7c321

        """#, hex: "db035a39b1091d8ddd3b54f20dcd0ba09e71f503bb0b5957a0a39702e8d9818d"),
    Pinned(
      id: "ended", provider: "xai",
      form: """
        reel-fingerprint 1
        operation animate-image
        provider "xai"
        model "grok-imagine-video-1.5"
        take 1
        parameter generate_audio false
        input source file:3598ce6f965b2481fe26316c06b30950c46ac7f8e7229f104aa78f579997668d
        input last-frame made:16367aacb67a4a017c8da8ab95682ccb390863780f7114dda0a0e0c55644c7c4|size1(1200x628,cover)

        """, hex: "d8e3c68f7023cd247019c77ece88cb90d9e92691d3e91795bf07e048839a6940"),
  ]

  @Test(arguments: pinned) func `a known request has its known fingerprint`(pinned: Pinned) throws {
    let (manifest, _) = try PlanSample.load(Self.manifest)
    let work = try PlanSample.work(
      pinned.id, of: manifest, provider: pinned.provider, products: products(manifest, pinned.id))
    #expect(work.form.text == pinned.form)
    #expect(work.fingerprint.description == pinned.hex)
    #expect(SHA256.digest(pinned.form).hex == pinned.hex)
  }

  private func products(_ manifest: Manifest, _ id: String) -> [String: Product] {
    let name = id == "ended" ? "second" : "original"
    var products: [String: Product] = [:]
    for asset in manifest.assets {
      let size = asset.finishing.size.map {
        PictureFinish.PictureSize(width: $0.width, height: $0.height, fit: asset.finishing.fit)
      }
      products[asset.id.text] = Product(
        asset: asset, slots: [1: PlanSample.picture(name)],
        finish: PictureFinish(mask: nil, size: size))
    }
    return products
  }

  // MARK: What counts and what does not

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
          asset: $0, slots: [1: PlanSample.picture("one"), 2: PlanSample.picture("two")],
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
    ("aspect_ratio: 16:9", "aspect_ratio: 16:9\n    resolution: 1k"),
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

  @Test func `changes are told in words`() {
    func changes(_ old: String, _ new: String) -> [String] {
      FingerprintForm.changes(from: old, to: new).map(\.description)
    }
    #expect(changes("prompt \"a\"\n", "prompt \"b\"\n") == ["prompt changed"])
    #expect(changes("take 1\n", "take 1\nparameter resolution \"2k\"\n") == ["resolution changed"])
    #expect(changes("input source file:a\n", "input source file:b\n") == ["input changed"])
    #expect(
      changes(
        "input source file:a\ninput source file:b\n", "input source file:b\ninput source file:a\n")
        == ["order of inputs changed"])
    #expect(
      changes("model \"a\"\ntake 1\n", "model \"b\"\ntake 2\n") == [
        "model changed", "take changed",
      ])
    #expect(changes("take 1\n", "take 1\n") == [])
  }

  @Test(
    arguments: [
      ("xai", nil, "xai"), ("xai", "https://api.x.ai/v1", "xai"), ("xai", "https://x.ai", "xai"),
      ("xai", "https://us-east-1.API.x.ai:443/v1", "xai"),
      ("xai", "http://127.0.0.1:8080/v1", "127.0.0.1"),
      ("xai", "http://127.0.0.1:9999/other", "127.0.0.1"), ("xai", "http://[::1]:8080/", "[::1]"),
      ("xai", "https://me:secret@Example.com/v1", "example.com"),
      ("xai", "https://evilx.ai", "evilx.ai"),
    ] as [(String, String?, String)])
  func `a provider counts by its host`(name: String, url: String?, identity: String) {
    #expect(ProviderIdentity.of(provider: name, baseURL: url) == identity)
  }
}
