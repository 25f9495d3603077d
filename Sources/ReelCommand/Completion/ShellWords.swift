/// Takes a command line apart that is being written, as a shell does; expands nothing.
struct ShellWords: Sendable {
  /// The words of the last command of the line, before the one that is being written.
  private(set) var before: [String] = []
  /// The one that is being written, without its quotes.
  private(set) var word = ""
  private var isWord = false

  init(_ line: some StringProtocol) {
    var quote: Unicode.Scalar?
    var isEscaped = false
    // By scalars: a letter that is made of a quote and an accent is a quote to a shell.
    for scalar in line.unicodeScalars {
      if isEscaped {
        word.unicodeScalars.append(scalar)
        isEscaped = false
      } else if scalar == "\\", quote != "'" {
        isEscaped = true
        isWord = true
      } else if let open = quote {
        if scalar == open { quote = nil } else { word.unicodeScalars.append(scalar) }
      } else if scalar == "'" || scalar == "\"" {
        quote = scalar
        isWord = true
      } else if scalar.properties.isWhitespace {
        endWord()
      } else if ";|&(".unicodeScalars.contains(scalar) {
        // Another command begins.
        (before, word, isWord) = ([], "", false)
      } else {
        word.unicodeScalars.append(scalar)
        isWord = true
      }
    }
  }

  private mutating func endWord() {
    if isWord { before.append(word) }
    (word, isWord) = ("", false)
  }
}
