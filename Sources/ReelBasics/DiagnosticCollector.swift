/// Gathers diagnostics on the way through a manifest, so that authors see all findings at once.
package final class DiagnosticCollector {
  /// More are counted, not kept: nobody reads them, and hostile input could make millions. An error
  /// is kept rather than a warning.
  package static let mostKept = 1000

  /// How many names may be compared yet; one count for collectors that belong together.
  private final class Comparisons {
    var left = 300_000
  }

  private let comparisons: Comparisons
  private var kept: Set<Diagnostic> = []
  /// Those of them that an error may take the place of.
  private var keptWarnings: [Diagnostic] = []
  /// How many were reported beyond those kept.
  package private(set) var dropped = 0
  /// How often something was reported, the same again counted too.
  package private(set) var reports = 0
  /// Whether one of them is an error.
  package private(set) var hasErrors = false

  package init() { comparisons = Comparisons() }

  /// One for a part of what another is for.
  package init(within other: DiagnosticCollector) { comparisons = other.comparisons }

  /// Whether what was found keeps a manifest from being run, where warnings may count as errors.
  package func stops(warningsToo: Bool) -> Bool { hasErrors || warningsToo && !isEmpty }

  /// Whether nothing was found.
  package var isEmpty: Bool { kept.isEmpty }

  /// Takes one; the same one again changes nothing.
  package func report(_ diagnostic: Diagnostic) {
    reports += 1
    if diagnostic.severity == .error { hasErrors = true }
    guard !kept.contains(diagnostic) else { return }
    if kept.count >= Self.mostKept {
      dropped += 1
      guard diagnostic.severity == .error, let warning = keptWarnings.popLast() else { return }
      kept.remove(warning)
    }
    kept.insert(diagnostic)
    if diagnostic.severity == .warning { keptWarnings.append(diagnostic) }
  }

  /// Takes one made of its parts.
  package func report(
    _ code: DiagnosticCode, _ message: String, at location: SourceLocation?,
    notes: [Diagnostic.Note] = [], help: String? = nil
  ) {
    report(Diagnostic(code, message, at: location, notes: notes, help: help))
  }

  /// Takes all that another one has gathered.
  package func report(allOf other: DiagnosticCollector) {
    for diagnostic in other.sorted { report(diagnostic) }
    dropped += other.dropped
  }

  /// The candidate that `name` probably meant, see ``NearestName``.
  ///
  /// Once very many names were gone through there are no more hints: hostile input could make it
  /// take hours, and nobody reads hundreds of them.
  package func nearest(to name: String, in candidates: @autoclosure () -> [String]) -> String? {
    guard comparisons.left > 0 else { return nil }
    let candidates = candidates()
    comparisons.left -= candidates.count
    return NearestName.of(name, in: candidates)
  }

  /// All of them by place; what has no place comes first.
  package var sorted: [Diagnostic] {
    kept.sorted { left, right in
      switch (left.location, right.location) {
      case (nil, .some): true
      case (.some, nil): false
      case (let first?, let second?) where first != second: first < second
      default: Self.words(of: left).lexicographicallyPrecedes(Self.words(of: right))
      }
    }
  }

  /// What tells findings at one place apart: their order is the same every time.
  private static func words(of diagnostic: Diagnostic) -> [String] {
    [diagnostic.code.rawValue, diagnostic.message, diagnostic.help ?? ""]
      + diagnostic.notes.flatMap { [$0.message, $0.location?.description ?? ""] }
  }
}
