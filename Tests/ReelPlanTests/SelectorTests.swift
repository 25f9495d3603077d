import ReelManifest
import Testing

@testable import ReelPlan

/// What selectors on a command line choose.
@Suite struct SelectorTests {
  private static let manifest = """
    assets:
      banner:
        matrix: {product: [mug, "a,b=c]", "x/y"], ratio: [16:9, 1:1]}
        generate: image
        prompt: ${product} ${ratio}
        tags: [spring]
      banner-old: {generate: image, prompt: old, tags: [old]}
      clip:
        matrix: {product: [mug], ratio: [16:9, 1:1]}
        animate: banner
        prompt: It turns
    """

  private func choice(_ texts: [String]) throws -> [String] {
    let (manifest, graph) = try PlanSample.load(Self.manifest)
    let selectors = try texts.map { try #require(Selector($0)) }
    let choice = try Selector.choose(selectors, from: manifest.assets, graph: graph)
    return choice.selected.sorted().map { manifest.assets[$0].id.text }
  }

  private static let mugs = ["banner[product=mug,ratio=16:9]", "banner[product=mug,ratio=1:1]"]
  private static let clips = ["clip[product=mug,ratio=16:9]", "clip[product=mug,ratio=1:1]"]

  @Test(arguments: [
    (["clip"], clips), (["clip*"], clips), (["banner-*"], ["banner-old"]),
    (["banner[product=mug]"], mugs), (["banner[ratio=1:1,product=m*]"], [mugs[1]]),
    (["*[ratio=1??9,product=mug]"], [mugs[0], clips[0]]),
    (["banner[product=a%2Cb%3Dc%5D,ratio=1:1]"], ["banner[product=a%2Cb%3Dc%5D,ratio=1:1]"]),
    (["banner[product=x%2Fy,ratio=1:1]"], ["banner[product=x%2Fy,ratio=1:1]"]),
    (["banner[product=mug,ratio=1:1]+"], [mugs[1], clips[1]]),
    (["tag:spring", "not:banner[product=*]", "banner-old"], ["banner-old"]),
    (["!tag:spring", "!clip"], ["banner-old"]),
  ])
  func `a selector chooses`(texts: [String], expected: [String]) throws {
    #expect(try choice(texts) == expected)
  }

  @Test(arguments: ["banner[colour=red]", "banner[product=]", "nothing", "tag:none", "banner["])
  func `one that matches nothing is an error`(text: String) {
    #expect(throws: SelectorError.self) { try choice([text]) }
  }

  /// Skin tones and accents join the letter before them, which stays what it is.
  @Test(arguments: ["\u{1F3FB}", "\u{301}", "\u{200D}", "\u{FE0F}"])
  func `a selector means the id that is written so`(mark: String) throws {
    let (manifest, graph) = try PlanSample.load(
      """
      assets:
        hand:
          matrix: {b: [x, "\(mark)", "*\(mark)"], tone: ["\(mark)", "?\(mark)"]}
          generate: image
          prompt: ${b} ${tone}
          tags: ["\(mark)"]
      """)
    let ids = manifest.assets.map(\.id.text)
    #expect(ids.count == 6)
    func chosen(_ text: String) throws -> [String] {
      let selector = try #require(Selector(text))
      let choice = try Selector.choose([selector], from: manifest.assets, graph: graph)
      return choice.selected.sorted().map { ids[$0] }
    }
    for id in ids {
      #expect(try chosen(id).contains(id))
      guard !id.utf8.contains(where: { "*?".utf8.contains($0) }) else { continue }
      #expect(try chosen(id) == [id])
      #expect(try chosen("!\(id)").count == 5)
    }
    #expect(try chosen("hand[tone=\(mark)]").count == 3)
    #expect(try chosen("hand[tone=*\(mark)]").count == 3)
    #expect(try chosen("hand[tone=*]") == ids)
    #expect(try chosen("tag:\(mark)") == ids)
  }

  @Test(arguments: ["", "!", "not:", "tag:", "+"])
  func `one that says nothing is none`(text: String) {
    #expect(Selector(text) == nil)
  }

  @Test(arguments: [
    ("banner", true), ("banner[product=mug]", true), ("banner[ratio=*,product=m*]", true),
    ("banner[product=tee]", false), ("cup*", false), ("not:cup*", true), ("not:banner", false),
    ("tag:spring", false), ("!tag:spring", true),
  ])
  func `a cell that is gone is meant like one that is there`(text: String, isMeant: Bool) throws {
    let selector = try #require(Selector(text))
    #expect(Selector.mean([selector], gone: "banner[product=mug,ratio=1x1]") == isMeant)
  }
}
