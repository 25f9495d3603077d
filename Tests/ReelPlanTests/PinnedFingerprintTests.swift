import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest
@testable import ReelPlan

/// Fingerprints that were given out stay what they are: a change makes people pay again.
@Suite struct PinnedFingerprintTests {
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
        parameter user "me"
        extra "a" 6
        extra "b" {"x":"é","y":[1,2.5,null,true]}
        extra "seed" 7
        prompt "Say \"kite\" 🪁\n\\ and a tab\there\n"

        """#, hex: "1f598c6d0a55cf5869cbca21a3d36166a766c0b13c9a2101e75b02e4c4ec6f78"),
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
        asset: asset, slots: [1: PlanSample.kept(name)],
        finish: PictureFinish(mask: nil, size: size))
    }
    return products
  }
}
