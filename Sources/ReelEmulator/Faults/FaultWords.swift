import ReelBasics

/// What is wrong with the words for a fault.
package struct FaultWordsError: Error, Sendable, Hashable {
  /// The setting that is wrong; `nil` where it is the fault itself.
  package let setting: String?
  /// What is wrong, for people.
  package let message: String
}

extension Fault {
  /// The names of all faults.
  package static let names = [
    "status", "reset", "stall", "truncate", "malformed", "wrong_type", "empty_pending",
    "job_failed", "job_expired", "moderated", "url_expired", "slow",
  ]

  /// The fault that one line writes: its name, its value where it takes one, then settings as
  /// `name=value`.
  package init(_ line: String) throws(FaultWordsError) {
    var value: String?
    var settings: [String: String] = [:]
    let words = line.split(whereSeparator: \.isWhitespace)
    for word in words.dropFirst() {
      guard let (setting, given) = word.cut(atFirst: UInt8(ascii: "=")) else {
        guard value == nil, settings.isEmpty else {
          throw FaultWordsError(setting: nil, message: "'\(word)' is one word too many")
        }
        value = String(word)
        continue
      }
      settings[String(setting)] = String(given)
    }
    self = try Fault(name: words.first.map(String.init) ?? "", value: value, settings: settings)
  }

  /// The fault of a name, with its value and its settings.
  package init(
    name: String, value: String?, settings: [String: String]
  ) throws(FaultWordsError) {
    var words = FaultWords(name: name, value: value, settings: settings)
    self = try words.fault()
    try words.finish()
  }
}

/// Reads the words for one fault.
private struct FaultWords {
  let name: String
  private var value: String?
  private var settings: [String: String]
  private var known: [String] = []

  init(name: String, value: String?, settings: [String: String]) {
    self.name = name
    self.value = value
    self.settings = settings
  }

  mutating func fault() throws(FaultWordsError) -> Fault {
    switch name {
    case "status": return .status(try status())
    case "reset": return .reset(try main(.before))
    case "stall": return .stall(try stall())
    case "truncate": return .truncate(bytes: try mainNumber(0...Int(Int32.max)))
    case "malformed": return .malformed
    case "wrong_type": return .wrongType(try main(.header))
    case "empty_pending": return .emptyPending
    case "job_failed":
      return .jobFailed(
        code: takeMain() ?? "internal_error", message: take("message") ?? "The job failed.",
        isBilled: try truth("billed") ?? false)
    case "job_expired": return .jobExpired
    case "moderated": return .moderated(try moderation())
    case "url_expired":
      return .urlExpired(
        status: try mainNumber(400...599) ?? 403, fetches: try number("fetches", 0...1000) ?? 0)
    case "slow": return try slow()
    default:
      let near = NearestName.of(name, in: Fault.names)
      throw FaultWordsError(
        setting: nil,
        message: "unknown fault '\(name.prefix(60))'"
          + (near.map { "; did you mean '\($0)'?" }
            ?? "; there are \(Fault.names.joined(separator: ", "))"))
    }
  }

  /// Refuses what was not read.
  func finish() throws(FaultWordsError) {
    if let value {
      throw FaultWordsError(setting: name, message: "'\(name)' takes no value, not '\(value)'")
    }
    guard let left = settings.keys.sorted().first else { return }
    let near = NearestName.of(left, in: known)
    throw FaultWordsError(
      setting: left,
      message: "'\(name)' has no setting '\(left)'"
        + (near.map { "; did you mean '\($0)'?" } ?? ""))
  }

  // MARK: Faults with settings

  private mutating func status() throws(FaultWordsError) -> Fault.Status {
    guard let status = try mainNumber(400...599) else {
      throw FaultWordsError(setting: name, message: "'status' takes a number from 400 to 599")
    }
    let shape: ErrorShape = try word("body") ?? .current
    return Fault.Status(
      status: status, code: take("code") ?? Self.code(of: status),
      message: take("message") ?? Self.message(of: status), shape: shape,
      retryAfterMilliseconds: try number("retry_after_ms", 0...3_600_000),
      retryAfterSeconds: try number("retry_after", 0...3600),
      retryDateSeconds: try number("retry_date", 0...3600),
      moment: try truth("billed") == true ? .after : .before)
  }

  private mutating func stall() throws(FaultWordsError) -> Fault.Stall {
    guard value == "body" else { return .beforeHead(try main(.before)) }
    value = nil
    return .inBody(bytes: try number("bytes", 0...Int(Int32.max)))
  }

  private mutating func moderation() throws(FaultWordsError) -> Fault.Moderation {
    Fault.Moderation(
      shape: try main(.error), code: take("code") ?? "imagine:content-moderated",
      hasUsage: try truth("usage") ?? true, slots: try number("slots", 1...10) ?? 1)
  }

  private mutating func slow() throws(FaultWordsError) -> Fault {
    let rate = try number("bytes_per_second", 1...1_000_000_000)
    guard let text = takeMain() else {
      guard rate != nil else {
        throw FaultWordsError(
          setting: name, message: "'slow' takes a time such as 2s, or bytes_per_second")
      }
      return .slow(delay: .zero, bytesPerSecond: rate)
    }
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
    guard let unit = units.first(where: { text.hasSuffix($0.0) }),
      let count = Double(text.dropLast(unit.0.count)), (0...3600).contains(count * unit.1)
    else {
      throw FaultWordsError(
        setting: name, message: "'slow' takes a time such as 300ms, 2s or 1m, not '\(text)'")
    }
    return .slow(delay: .seconds(count * unit.1), bytesPerSecond: rate)
  }

  /// The code that the provider has for a status.
  private static func code(of status: Int) -> String {
    switch status {
    case 401: "unauthenticated"
    case 402, 403: "permission-denied"
    case 404: "not-found"
    case 429: "resource-exhausted"
    case 500: "internal"
    case 501...: "unavailable"
    default: "invalid-argument"
    }
  }

  private static func message(of status: Int) -> String {
    switch status {
    case 402: "Your team has used all of its credits."
    case 403: "The caller does not have permission to execute the specified operation."
    case 429: "The model is currently at capacity. Please try again later."
    case 500...: "Service temporarily unavailable."
    default: "A fault that was asked for."
    }
  }

  // MARK: Values

  private mutating func take(_ setting: String) -> String? {
    known.append(setting)
    return settings.removeValue(forKey: setting)
  }

  private mutating func takeMain() -> String? {
    defer { value = nil }
    return value
  }

  private mutating func main<Word: RawRepresentable & CaseIterable>(
    _ usual: Word
  ) throws(FaultWordsError) -> Word where Word.RawValue == String {
    guard let text = takeMain() else { return usual }
    return try Self.word(text, setting: name)
  }

  private mutating func word<Word: RawRepresentable & CaseIterable>(
    _ setting: String
  ) throws(FaultWordsError) -> Word? where Word.RawValue == String {
    guard let text = take(setting) else { return nil }
    return try Self.word(text, setting: setting)
  }

  private static func word<Word: RawRepresentable & CaseIterable>(
    _ text: String, setting: String
  ) throws(FaultWordsError) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw FaultWordsError(
        setting: setting, message: "'\(setting)' is one of \(words), not '\(text)'")
    }
    return word
  }

  private mutating func mainNumber(_ range: ClosedRange<Int>) throws(FaultWordsError) -> Int? {
    guard let text = takeMain() else { return nil }
    return try Self.number(text, range, setting: name)
  }

  private mutating func number(
    _ setting: String, _ range: ClosedRange<Int>
  ) throws(FaultWordsError) -> Int? {
    guard let text = take(setting) else { return nil }
    return try Self.number(text, range, setting: setting)
  }

  private static func number(
    _ text: String, _ range: ClosedRange<Int>, setting: String
  ) throws(FaultWordsError) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw FaultWordsError(
        setting: setting,
        message: "'\(setting)' is a whole number from \(range.lowerBound) to"
          + " \(range.upperBound), not '\(text)'")
    }
    return number
  }

  private mutating func truth(_ setting: String) throws(FaultWordsError) -> Bool? {
    guard let text = take(setting) else { return nil }
    switch text {
    case "yes", "true": return true
    case "no", "false": return false
    default:
      throw FaultWordsError(
        setting: setting, message: "'\(setting)' is true or false, not '\(text)'")
    }
  }
}
