@testable import ReelReport

/// Reads the part of Graphviz's language that graphs are written in, and nothing else.
struct DotReader {
  struct Failure: Error {
    let place: Int
  }

  private enum Token: Equatable {
    case word(String)
    case quoted(String)
    case sign(String)
  }

  private(set) var name = ""
  /// Attributes by node.
  private(set) var nodes: [String: [String: String]] = [:]
  private(set) var edges: [(from: String, to: String, attributes: [String: String])] = []
  private var tokens: [Token] = []
  private var next = 0

  init(_ text: String) throws {
    tokens = try Self.tokens(of: Array(text))
    try expect(.word("digraph"))
    name = try quoted()
    try expect(.sign("{"))
    while current != .sign("}") { try statement() }
    try expect(.sign("}"))
    guard next == tokens.count else { throw Failure(place: next) }
  }

  private static func tokens(of letters: [Character]) throws -> [Token] {
    var tokens: [Token] = []
    var place = 0
    while place < letters.count {
      let letter = letters[place]
      if letter.isWhitespace {
        place += 1
      } else if letter == "\"" {
        var text = ""
        place += 1
        while place < letters.count, letters[place] != "\"" {
          if letters[place] == "\\", place + 1 < letters.count {
            place += 1
            // In labels a line break; both else as they are.
            text += letters[place] == "n" ? "\n" : String(letters[place])
          } else {
            text.append(letters[place])
          }
          place += 1
        }
        guard place < letters.count else { throw Failure(place: place) }
        tokens.append(.quoted(text))
        place += 1
      } else if letter.isLetter || letter.isNumber {
        let word = letters[place...].prefix { $0.isLetter || $0.isNumber }
        tokens.append(.word(String(word)))
        place += word.count
      } else {
        let isArrow = letters[place...].starts(with: Array("->"))
        tokens.append(.sign(isArrow ? "->" : String(letter)))
        place += isArrow ? 2 : 1
      }
    }
    return tokens
  }

  private var current: Token? { next < tokens.count ? tokens[next] : nil }

  private mutating func expect(_ token: Token) throws {
    guard current == token else { throw Failure(place: next) }
    next += 1
  }

  private mutating func quoted() throws -> String {
    guard case .quoted(let text) = current else { throw Failure(place: next) }
    next += 1
    return text
  }

  private mutating func statement() throws {
    if case .word(let word) = current, ["graph", "node", "edge"].contains(word) {
      next += 1
      _ = try attributes()
      return
    }
    let first = try quoted()
    if current == .sign("->") {
      next += 1
      let second = try quoted()
      edges.append((first, second, try attributes()))
    } else {
      nodes[first] = try attributes()
    }
  }

  private mutating func attributes() throws -> [String: String] {
    guard current == .sign("[") else { return [:] }
    next += 1
    var attributes: [String: String] = [:]
    while current != .sign("]") {
      guard case .word(let name) = current else { throw Failure(place: next) }
      next += 1
      try expect(.sign("="))
      switch current {
      case .word(let text), .quoted(let text): attributes[name] = text
      default: throw Failure(place: next)
      }
      next += 1
      if current == .sign(",") { next += 1 }
    }
    next += 1
    return attributes
  }
}
