/// What went wrong with a picture or a film.
package struct MediaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of trouble it is; new kinds may join.
  package struct Code: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    /// A library or program that Reel needs is not on this machine.
    package static let missingDependency = Code(description: "missing-dependency")
    /// The file cannot be opened, read or written.
    package static let file = Code(description: "file")
    /// The bytes are of no format that Reel reads, or of another one than is wanted.
    package static let unknownFormat = Code(description: "unknown-format")
    /// The bytes are truncated or broken: they do not decode to the end.
    package static let undecodable = Code(description: "undecodable")
    /// More pixels than Reel decodes.
    package static let tooLarge = Code(description: "too-large")
    /// A mask without alpha, or not of its input's size.
    package static let badMask = Code(description: "bad-mask")
    /// Sizes, lengths or counts outside what can be drawn.
    package static let badRequest = Code(description: "bad-request")
    /// A program ended with an error.
    package static let programFailed = Code(description: "program-failed")
    /// A program did not end within its time.
    package static let timedOut = Code(description: "timed-out")
    /// The task that asked was cancelled.
    package static let cancelled = Code(description: "cancelled")
    /// The library failed where the input is not to blame.
    package static let library = Code(description: "library")
  }

  package let code: Code
  /// What happened, in words for people, without the code.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { "\(message) [media.\(code)]" }
}
