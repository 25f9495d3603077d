/// Something an author should know about what they wrote.
package struct Diagnostic: Sendable, Hashable {
  /// How bad it is.
  package enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Nothing is run.
    case error
    /// Said, and run all the same.
    case warning
  }

  /// A further place that belongs to it.
  package struct Note: Sendable, Hashable {
    package let message: String
    package let location: SourceLocation?

    package init(_ message: String, at location: SourceLocation? = nil) {
      self.message = message
      self.location = location
    }
  }

  package let code: DiagnosticCode
  package let severity: Severity
  package let message: String
  /// Where it is; `nil` for what concerns a file as a whole, which the message names.
  package let location: SourceLocation?
  package let notes: [Note]
  /// What to do, where that is not plain from the message.
  package let help: String?

  package init(
    _ code: DiagnosticCode, _ message: String, at location: SourceLocation?, notes: [Note] = [],
    help: String? = nil
  ) {
    self.code = code
    self.severity = code.severity
    self.message = message
    self.location = location
    self.notes = notes
    self.help = help
  }
}
