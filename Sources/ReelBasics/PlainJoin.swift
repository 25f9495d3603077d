extension [String] {
  /// What `joined(separator:)` gives. That one takes long the first time in a process, as the runtime looks
  /// through all conformances of the program: this one is for what a run with nothing to do needs.
  package func plainlyJoined(by separator: String) -> String {
    guard var text = first else { return "" }
    for part in dropFirst() {
      text += separator
      text += part
    }
    return text
  }
}
