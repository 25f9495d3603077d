import ReelBasics

/// What is different between two texts, word by word.
struct WordDiff {
  /// A stretch of text that stayed, or what stands now in the place of another.
  enum Piece: Hashable {
    case same(String)
    case changed(removed: String, added: String)
  }

  private(set) var pieces: [Piece] = []

  /// Whether every word is what it was.
  var isEmpty: Bool {
    pieces.allSatisfy { if case .same = $0 { true } else { false } }
  }

  /// The most pairs of words that are compared. Texts that are longer, from where they begin to differ
  /// to where they end to, count as replaced.
  private static let mostPairs = 250_000

  init(from old: String, to new: String) {
    var (old, new) = (Self.words(of: old)[...], Self.words(of: new)[...])
    var head: [String] = []
    while let word = old.first, word == new.first {
      head.append(word)
      (old, new) = (old.dropFirst(), new.dropFirst())
    }
    var tail: [String] = []
    while let word = old.last, word == new.last {
      tail.append(word)
      (old, new) = (old.dropLast(), new.dropLast())
    }
    add(.same(head.joined()))
    if old.count * new.count > Self.mostPairs {
      add(.changed(removed: old.joined(), added: new.joined()))
    } else {
      compare(Array(old), Array(new))
    }
    add(.same(tail.reversed().joined()))
  }

  /// Adds a piece; what is changed grows over a space between two changes.
  private mutating func add(_ piece: Piece) {
    switch (piece, pieces.last) {
    case (.same(""), _), (.changed("", ""), _): return
    case (.same(let text), .same(let before)?):
      pieces[pieces.count - 1] = .same(before + text)
    case (.changed(let removed, let added), .changed(let old, let new)?):
      pieces[pieces.count - 1] = .changed(removed: old + removed, added: new + added)
    case (.changed(let removed, let added), .same(let space)?)
    where pieces.count > 1 && space.allSatisfy(\.isWhitespace):
      pieces.removeLast()
      add(.changed(removed: space + removed, added: space + added))
    default: pieces.append(piece)
    }
  }

  /// Keeps the longest sequence of words that both have.
  private mutating func compare(_ old: [String], _ new: [String]) {
    // The length of that sequence from each pair of places on.
    let width = new.count + 1
    var common = [Int32](repeating: 0, count: (old.count + 1) * width)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        common[i * width + j] =
          old[i] == new[j]
          ? common[(i + 1) * width + j + 1] + 1
          : max(common[(i + 1) * width + j], common[i * width + j + 1])
      }
    }
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if i < old.count, j < new.count, old[i] == new[j] {
        add(.same(old[i]))
        (i, j) = (i + 1, j + 1)
      } else if j == new.count
        || (i < old.count && common[(i + 1) * width + j] >= common[i * width + j + 1])
      {
        add(.changed(removed: old[i], added: ""))
        i += 1
      } else {
        add(.changed(removed: "", added: new[j]))
        j += 1
      }
    }
  }

  // MARK: Words

  private enum Kind { case space, word, other }

  /// The text in words, spaces, and what is neither. Scripts that write without spaces have a word in
  /// every letter.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var last: Kind?
    for character in text {
      let kind: Kind =
        if character.isWhitespace {
          .space
        } else if TerminalText.width(of: character) == 1,
          character.isLetter || character.isNumber || character == "'" || character == "’"
        {
          .word
        } else {
          .other
        }
      if kind == last, kind != .other {
        words[words.count - 1].append(character)
      } else {
        words.append(String(character))
      }
      last = kind
    }
    return words
  }
}
