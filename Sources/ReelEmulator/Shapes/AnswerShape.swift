import ReelBasics

/// In which of the shapes that were ever seen answers are written; the newest where nothing is set.
package struct AnswerShape: Sendable, Hashable {
  /// One way in which an answer differs from the newest.
  enum Word: String, Sendable, Hashable, CaseIterable {
    // Pictures
    case b64Prefix = "b64-prefix"
    case noCreated = "no-created"
    case noUsage = "no-usage"
    case noModel = "no-model"
    case noMimeType = "no-mime-type"
    case revisedPrompt = "revised-prompt"
    case blockReason = "block-reason"
    case fewer
    case storageError = "storage-error"
    // The answer to a start
    case id
    case prefixedID = "prefixed-id"
    // Words for what is pending, done and failed
    case queued, processing, running
    case inProgress = "in_progress"
    case unknownStatus = "unknown-status"
    case completed, succeeded, success
    case cancelled, error
    // Where the film stands
    case noStatus = "no-status"
    case flat, response, videos, content
    case videoURL = "video-url"
    case noURL = "no-url"
    // Small differences of polls
    case textDuration = "text-duration"
    case noProgress = "no-progress"
    case pending200 = "pending-200"
    case emptyPending = "empty-pending"
    case failureText = "failure-text"
    case failureCode = "failure-code"
  }

  private static let bundles: [String: String] = [
    "newest": "",
    "june": "response,error-sentence",
    "old":
      "flat,text-duration,prefixed-id,pending-200,b64-prefix,revised-prompt,no-usage,error-nested",
    "gateway": "id,pending-200,in_progress,completed,video-url,failure-text,error-nested",
  ]

  private(set) var words: Set<Word> = []
  /// The shape of errors, where it is not each error's own.
  private(set) var errors: ErrorShape?

  package init() {}

  /// The shape that words separated by commas name: words, bundles of them, `error-` and the name
  /// of an error's shape.
  package init(_ text: some StringProtocol) throws(EmulatorError) {
    for part in text.split(separator: ",") {
      let name = String(part.filter { $0 != " " })
      if let bundle = Self.bundles[name] {
        let all = try AnswerShape(bundle)
        words.formUnion(all.words)
        errors = all.errors ?? errors
      } else if let word = Word(rawValue: name) {
        words.insert(word)
      } else if name.hasPrefix("error-"),
        let shape = ErrorShape(rawValue: String(name.dropFirst(6)))
      {
        errors = shape
      } else {
        let near = NearestName.of(name, in: Self.names)
        throw EmulatorError(
          "unknown shape '\(name.prefix(60))'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
      }
    }
  }

  /// All names that a shape may be made of.
  package static var names: [String] {
    bundles.keys.sorted() + Word.allCases.map(\.rawValue)
      + ErrorShape.allCases.map { "error-\($0.rawValue)" }
  }

  func has(_ word: Word) -> Bool { words.contains(word) }

  /// The first of `candidates` that is asked for.
  func first(of candidates: [Word]) -> String? { candidates.first(where: has)?.rawValue }
}
