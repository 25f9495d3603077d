import ReelManifest
import Testing

@Suite("Numbers of texts")
struct TextNumbersTests {
  @Test("Each text has the number of its first time, however many there are")
  func numbers() {
    var numbers = TextNumbers()
    for number in 0..<5_000 {
      #expect(numbers.insert("asset-\(number)") == nil)
      #expect(numbers.insert("asset-\(number / 2)") == number / 2)
    }
    #expect(numbers.texts.count == 5_000)
    #expect(numbers.number(of: "asset-4321") == 4_321)
    #expect(numbers.number(of: "asset-5000") == nil)
  }

  @Test("Texts are compared as texts: a letter and its accent may be one or two")
  func accents() {
    var numbers = TextNumbers()
    #expect(numbers.insert("caf\u{E9}") == nil)
    #expect(numbers.insert("cafe\u{301}") == 0)
    #expect(numbers.insert("") == nil)
    #expect(numbers.number(of: "") == 1)
  }

  @Test("Room can be made before and between")
  func room() {
    var numbers = TextNumbers()
    numbers.reserve(10)
    #expect(numbers.insert("a") == nil)
    numbers.reserve(10_000)
    #expect(numbers.number(of: "a") == 0)
    #expect(numbers.insert("b") == nil)
    #expect(numbers.texts == ["a", "b"])
  }
}
