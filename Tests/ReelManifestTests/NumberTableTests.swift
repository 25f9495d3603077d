import Testing

@testable import ReelManifest

@Suite("Numbers by hashes")
struct NumberTableTests {
  @Test("The first number stays, also when the table has grown")
  func numbers() {
    var table = NumberTable()
    let texts = (0..<1000).map { "folder/\($0).png" }
    for (number, text) in texts.enumerated() {
      #expect(table.insert(number, for: text) { texts[$0] == text } == nil)
    }
    table.reserve(5000)
    for (number, text) in texts.enumerated() {
      #expect(table.insert(7000, for: text) { texts[$0] == text } == number)
      #expect(table.number(of: text) { texts[$0] == text } == number)
    }
    #expect(table.number(of: "folder/1000.png") { texts[$0] == "folder/1000.png" } == nil)
  }

  @Test("The same hash alone does not make the same text")
  func hashes() {
    var table = NumberTable()
    // As if these were other texts with the same hash.
    for number in 0..<20 {
      #expect(table.insert(number, for: "a.png") { _ in false } == nil)
    }
    for number in 0..<20 {
      #expect(table.number(of: "a.png") { $0 == number } == number)
    }
    #expect(table.number(of: "a.png") { _ in false } == nil)
  }
}
