package import ReelBasics

/// What a kind of diagnostic means, with an example of wrong and right.
package struct Explanation: Sendable {
  /// A manifest, and the files beside it that it needs.
  package struct Example: Sendable, Hashable {
    package let text: String
    /// By their paths below the manifest's folder; `nil` for one of which only the name matters.
    package let files: [String: String?]
  }

  /// What can be shown of it.
  package enum Demonstration: Sendable, Hashable {
    case examples(wrong: Example, right: Example)
    /// No text of a manifest shows it, and why.
    case none(because: String)
  }

  package let code: DiagnosticCode
  /// In a line of a list.
  package let summary: String
  /// What it means and what to do, as one paragraph.
  package let meaning: String
  package let demonstration: Demonstration

  /// One with examples, which begin with the line `version: 1` unless they are `whole`.
  init(
    _ code: DiagnosticCode, _ summary: String, _ meaning: String, wrong: String, right: String,
    files: [String: String?] = [:], whole: Bool = false
  ) {
    func example(_ text: String) -> Example {
      Example(text: (whole ? "" : "version: 1\n") + text + "\n", files: files)
    }
    self.code = code
    self.summary = summary
    self.meaning = meaning
    demonstration = .examples(wrong: example(wrong), right: example(right))
  }

  /// One that no text of a manifest shows.
  init(
    _ code: DiagnosticCode, _ summary: String, _ meaning: String, notShownBecause reason: String
  ) {
    self.code = code
    self.summary = summary
    self.meaning = meaning
    demonstration = .none(because: reason)
  }

  /// All of them, in the order of the codes.
  package static let all: [Explanation] = {
    let tables = [
      file, yaml, yamlLimits, manifest, origins, rows, variables, matrix, assets, models,
      references, outputs,
    ]
    let known = Dictionary(
      tables.joined().map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    return DiagnosticCode.allCases.compactMap { known[$0] }
  }()

  /// The explanation of a code, whatever the case of its letters.
  package static func of(_ code: String) -> Explanation? {
    all.first { $0.code.rawValue == code.lowercased() }
  }
}
