@testable import ReelReport

/// Reads tags and the text in them; what is not balanced is an error.
struct MarkupReader {
  struct Failure: Error {
    let tag: String
  }

  struct Element {
    let name: String
    let attributes: [String: String]
    fileprivate(set) var text = ""
  }

  private(set) var elements: [Element] = []

  init(_ text: String) throws {
    var open: [Int] = []
    for piece in text.components(of: "<").dropFirst() {
      guard let end = piece.firstIndex(of: ">") else { throw Failure(tag: piece) }
      let tag = piece[..<end]
      let content = Self.plain(piece[piece.index(after: end)...])
      if tag.hasPrefix("/") {
        guard let last = open.popLast(), elements[last].name == tag.dropFirst() else {
          throw Failure(tag: String(tag))
        }
        if let last = open.last { elements[last].text += content }
        continue
      }
      let closed = tag.hasSuffix("/")
      elements.append(try Self.element(closed ? tag.dropLast() : tag))
      if !closed {
        elements[elements.count - 1].text = content
        open.append(elements.count - 1)
      }
    }
    guard open.isEmpty else { throw Failure(tag: elements[open[0]].name) }
  }

  private static func element(_ tag: Substring) throws -> Element {
    let name = tag.prefix { $0 != " " && $0 != "\n" }
    var attributes: [String: String] = [:]
    var rest = tag.dropFirst(name.count)
    while let equals = rest.firstRange(of: "=\"") {
      let key = rest[..<equals.lowerBound].filter { !$0.isWhitespace }
      rest = rest[equals.upperBound...]
      guard let end = rest.firstIndex(of: "\"") else { throw Failure(tag: String(tag)) }
      attributes[key] = plain(rest[..<end])
      rest = rest[rest.index(after: end)...]
    }
    guard rest.allSatisfy(\.isWhitespace) else { throw Failure(tag: String(tag)) }
    return Element(name: String(name), attributes: attributes)
  }

  private static func plain(_ text: Substring) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
      "&quot;", with: "\""
    )
    .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
  }
}
