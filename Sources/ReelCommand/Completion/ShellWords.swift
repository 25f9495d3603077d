/// Takes a command line apart that is being written, as a shell does; expands nothing.
struct ShellWords: Sendable {
  /// The words of the last command of the line, before the one that is being written.
  private(set) var before: [String] = []
  /// The one that is being written, without its quotes.
  private(set) var word = ""
  private var isWord = false

  init(_ line: some StringProtocol) {
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        isWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character.isWhitespace {
        endWord()
      } else if ";|&(".contains(character) {
        // Another command begins.
        (before, word, isWord) = ([], "", false)
      } else {
        word.append(character)
        isWord = true
      }
    }
  }

  private mutating func endWord() {
    if isWord { before.append(word) }
    (word, isWord) = ("", false)
  }
}
