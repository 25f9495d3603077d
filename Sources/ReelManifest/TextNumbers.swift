/// Texts, each once, with numbers from 0 in the order in which they came.
package struct TextNumbers: Sendable {
  package private(set) var texts: [String] = []
  private var numbers = NumberTable()

  package init() {}

  /// Makes room for so many more.
  package mutating func reserve(_ more: Int) {
    texts.reserveCapacity(texts.count + more)
    numbers.reserve(more)
  }

  /// The number of a text.
  package func number(of text: String) -> Int? {
    numbers.number(of: text) { texts[$0] == text }
  }

  /// Takes a text in, unless it is there: then its number is returned.
  package mutating func insert(_ text: String) -> Int? {
    let known = numbers.insert(texts.count, for: text) { texts[$0] == text }
    if known == nil { texts.append(text) }
    return known
  }
}
