import ReelCatalogue
import Testing

@testable import ReelManifest

@Suite struct OutputPromiseTests {
  @Test(arguments: [
    ("red.png", "png"), ("a/red.jpeg", "jpeg"), ("red.PNG", "png"), ("red.WebP", "webp"),
    ("v1.2/red", nil), ("red.png/x", nil), ("red.mp4", nil), ("png", nil), (".png", "png"),
    ("a/.jpg", "jpg"), ("ä.png", "png"), ("a.\u{301}png", nil), ("a.png\u{301}", nil),
    ("a\u{301}.png", "png"), ("red.", nil), ("", nil),
  ])
  func `an extension in any spelling is a promise`(text: String, promised: String?) {
    let template = OutputTemplate(pieces: text.isEmpty ? [] : [.text(text)], medium: .image)
    #expect(template.promisedExtension == promised)
    #expect(template.pieces == (text.isEmpty ? [] : [.text(text)]))
    // The careful way, which texts in several pieces go, says the same.
    let pieces = OutputTemplate(pieces: [.text("x"), .text(text)], medium: .image)
    #expect(pieces.promisedExtension == promised)
    let path = template.path(variant: 1, of: 1, format: "jpg")
    #expect(path == (promised == nil ? text + ".jpg" : text))
  }

  @Test func `numbers of variants stand where they are asked for`() {
    let template = OutputTemplate(
      pieces: [.text("a/"), .index, .text("-b.png")], medium: .image)
    #expect(template.hasIndex)
    #expect(template.pieces == [.text("a/"), .index, .text("-b.png")])
    #expect(template.path(variant: 3, of: 4, format: "jpg") == "a/3-b.png")
    let first = OutputTemplate(pieces: [.index], medium: .image)
    #expect(first.hasIndex && first.pieces == [.index])
    #expect(first.path(variant: 2, of: 4, format: "jpg") == "2.jpg")
    let none = OutputTemplate(pieces: [.text("b.png")], medium: .image)
    #expect(!none.hasIndex)
    #expect(none.path(variant: 2, of: 4, format: "jpg") == "b-2.png")
  }
}
