import ReelBasics

/// Writes words as a shell takes them.
enum ShellQuote {
  /// The word as it is where a shell changes nothing of it, else in single quotes.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:@%+,".contains($0)) }
    return isPlain ? word : inQuotes(word)
  }

  /// The word in single quotes, whatever it is.
  static func inQuotes(_ word: String) -> String {
    // By bytes: a letter that is made of a quote and an accent is a quote to a shell.
    "'" + word.escaped { $0 == UInt8(ascii: "'") ? "'\\''" : nil } + "'"
  }
}
