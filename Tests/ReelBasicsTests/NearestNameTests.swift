import ReelBasics
import Testing

@Suite struct NearestNameTests {
  private static let names = [
    "prompt", "output", "resolution", "size", "fit", "mask", "model", "aspect_ratio", "références",
  ]

  @Test(
    arguments: [
      ("promt", "prompt"), ("pormpt", "prompt"), ("Prompt", "prompt"), ("prompts", "prompt"),
      ("outptu", "output"), ("sise", "size"), ("fi", "fit"), ("ift", "fit"),
      ("resoluton", "resolution"),
      ("aspectratio", "aspect_ratio"), ("aspect-ratio", "aspect_ratio"),
      ("references", "références"),
      ("xyz", nil), ("prompt", nil), ("", nil), ("rat", nil), ("colour", nil),
    ] as [(String, String?)])
  func `what somebody probably meant`(name: String, meant: String?) {
    #expect(NearestName.of(name, in: Self.names) == meant)
  }

  @Test func `the first of two that are equally near`() {
    #expect(NearestName.of("cat", in: ["bat", "hat"]) == "bat")
    #expect(NearestName.of("cat", in: [String]()) == nil)
  }

  @Test func `a name that nobody wrote by hand has no neighbour`() {
    let long = String(repeating: "x", count: 60_000)
    #expect(NearestName.of(long + "y", in: [long, long + "z"]) == nil)
    let word = String(repeating: "x", count: 199)
    #expect(NearestName.of(word + "y", in: [word]) == word)
  }
}
