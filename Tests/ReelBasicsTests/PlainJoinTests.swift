import ReelBasics
import Testing

@Suite struct PlainJoinTests {
  @Test(arguments: [[], [""], ["a"], ["", "a", ""], ["a", "b", "c"]])
  func joinsAsTheLibraryDoes(_ parts: [String]) {
    #expect(parts.plainlyJoined(by: ", ") == parts.joined(separator: ", "))
  }
}
