/// What was found wrong with the records, and what became of it.
package struct RecordRepair: Sendable, Hashable {
  /// What was wrong.
  package enum Cause: Sendable, Hashable {
    /// The database was damaged.
    case damaged
    /// The journal or the store was there, and no database.
    case missing
    /// The journal tells of changes that the database does not have.
    case behind
    /// The database was whole, and of the journal something was missing.
    case journal
  }

  package let cause: Cause
  /// The file it is about.
  package let file: String
  /// Where the damaged file was put.
  package var movedTo: String?
  /// Requests on record now.
  package var requests = 0
  /// Results on record now.
  package var results = 0
  /// Of the requests, those whose answer is not on record.
  package var unsettled = 0
  /// Of these, those of which nobody knows what they were for: nothing that is not on record counts
  /// as unpaid because of them.
  package var unknown = 0
  /// Whether the journal that they were rebuilt from lacks its end.
  package var isCut = false
  /// Lines of the journal that could not be used.
  package var damagedLines = 0

  init(_ cause: Cause, file: String) {
    self.cause = cause
    self.file = file
  }

  /// What was done, or, where nothing was changed, what the next run will do.
  package func words(isDone: Bool) -> String {
    var text = trouble
    if let movedTo { text += ", and was moved to '\(movedTo)'" }
    text += isDone ? ": " : "; the next run \(deedToCome): "
    if isDone { text += "\(deed): " }
    return text + contents
  }

  private var trouble: String {
    switch cause {
    case .damaged: "'\(file)' is damaged"
    case .missing: "'\(file)' is missing"
    case .behind: "'\(file)' lacks what the journal tells of"
    case .journal: "'\(file)' is missing or was cut short"
    }
  }

  private var deed: String {
    switch cause {
    case .damaged, .missing: "the records were rebuilt from the journal"
    case .behind: "the records were brought up to date"
    case .journal: "it was made anew from the records"
    }
  }

  private var deedToCome: String {
    switch cause {
    case .damaged, .missing: "rebuilds the records from the journal"
    case .behind: "brings the records up to date"
    case .journal: "makes it anew from the records"
    }
  }

  private var contents: String {
    var text = "\(Self.count(requests, "request")) and \(Self.count(results, "result")) on record"
    text += ", \(unsettled) unsettled"
    if isCut { text += "; the journal was cut short, and its end is missing" }
    if damagedLines > 0 { text += "; \(Self.count(damagedLines, "damaged line")) left out" }
    if unknown > 0 {
      text +=
        "; of \(Self.count(unknown, "request")) nobody knows what for, so that nothing counts as "
        + "unpaid that is not on record: 'run --resend' without a selector decides that"
    }
    return text
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
