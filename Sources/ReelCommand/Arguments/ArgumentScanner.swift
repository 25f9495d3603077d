import ReelBasics

/// Reads a command line against the options of its command.
///
/// `--name value`, `--name=value`, `-n value`, `-nvalue`, clusters of letters, `--` before operands.
struct ArgumentScanner {
  /// What was found: values of options in the order given, and operands.
  struct Result: Sendable {
    /// A handful, looked through faster than a table of them is made.
    fileprivate var options: [(name: String, value: String)] = []
    var operands: [String] = []

    func has(_ name: String) -> Bool { options.contains { $0.name == name } }

    /// The last value of an option.
    func last(_ name: String) -> String? { options.last { $0.name == name }?.value }

    /// All values of an option.
    func all(_ name: String) -> [String] { options.filter { $0.name == name }.map(\.value) }
  }

  let options: [OptionSpec]

  func scan(_ arguments: some Sequence<String>) throws(UsageError) -> Result {
    var result = Result()
    var rest = Array(arguments)[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        result.operands += rest
        break
      } else if let text = argument.without(prefix: "--") {
        try long(text, &rest, &result)
      } else if let text = argument.without(prefix: "-"), !text.isEmpty {
        try letters(text, &rest, &result)
      } else {
        result.operands.append(argument)
      }
    }
    return result
  }

  private func long(
    _ text: Substring, _ rest: inout ArraySlice<String>, _ result: inout Result
  ) throws(UsageError) {
    let name = String(text.before(anyOf: "="))
    let given = text.cut(atFirst: UInt8(ascii: "=")).map { String($0.after) }
    guard let option = options.first(where: { $0.name == name }) else {
      // Other tools have options for what is a choice here: '--json'.
      let choice = options.first {
        $0.value?.split(separator: "|").contains(Substring(name)) == true
      }
      let near =
        choice.map { "\($0.name) \(name)" } ?? NearestName.of(name, in: options.map(\.name))
      throw UsageError(
        "unknown option '--\(name)'" + (near.map { "; did you mean '--\($0)'?" } ?? ""))
    }
    try take(option, given: given, &rest, &result)
  }

  private func letters(
    _ text: Substring, _ rest: inout ArraySlice<String>, _ result: inout Result
  ) throws(UsageError) {
    var letters = text
    while let letter = letters.unicodeScalars.popFirst() {
      guard let option = options.first(where: { $0.letter == Character(letter) }) else {
        throw UsageError("unknown option '-\(letter)'")
      }
      guard option.value != nil else {
        result.options.append((option.name, ""))
        continue
      }
      let given =
        letters.isEmpty ? nil : String(letters.without(prefix: "=") ?? letters)
      return try take(option, given: given, &rest, &result)
    }
  }

  private func take(
    _ option: OptionSpec, given: String?, _ rest: inout ArraySlice<String>, _ result: inout Result
  ) throws(UsageError) {
    guard let value = option.value else {
      guard given == nil else { throw UsageError("'--\(option.name)' takes no value") }
      result.options.append((option.name, ""))
      return
    }
    guard let text = given ?? rest.popFirst() else {
      throw UsageError("'--\(option.name)' takes a value: \(value)")
    }
    // As from a variable that is not set: it would mean something that nobody said.
    guard !text.isEmpty else { throw UsageError("'--\(option.name)' has an empty value") }
    result.options.append((option.name, text))
  }
}

extension ArgumentScanner.Result {
  /// The whole number that an option gives.
  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = last(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        "'--\(name)' takes a whole number from \(range.lowerBound) to \(range.upperBound), not "
          + "'\(text)'")
    }
    return number
  }

  /// One of several words.
  func choice(_ name: String, of choices: [String]) throws(UsageError) -> String? {
    guard let text = last(name) else { return nil }
    guard choices.contains(text) else {
      let words = choices.dropLast().joined(separator: ", ") + " or " + (choices.last ?? "")
      throw UsageError("'--\(name)' takes \(words), not '\(text)'")
    }
    return text
  }

  /// The pairs of `name=value` of an option that may stand several times.
  func pairs(_ name: String) throws(UsageError) -> [String: String] {
    var pairs: [String: String] = [:]
    for text in all(name) {
      guard let (key, value) = text.cut(atFirst: UInt8(ascii: "=")), !key.isEmpty else {
        throw UsageError("'--\(name)' takes name=value, not '\(text)'")
      }
      pairs[String(key)] = String(value)
    }
    return pairs
  }
}
