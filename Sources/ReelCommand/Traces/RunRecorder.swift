import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan
import ReelReport
import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes what a run tells programs: its events as they come, the rest at its end.
struct RunRecorder: Sendable {
  let traces: RunTraces
  let arguments: RunArguments
  let context: ProcessContext
  let place: Workplace
  private let document: EventDocument
  private let events: EventStream?
  private let times = AssetTimes()

  /// Opens what is written as it comes, and sees that the rest can be written: before anything is sent.
  init(
    _ traces: RunTraces, arguments: RunArguments, context: ProcessContext, place: Workplace,
    interrupts: HeardInterrupts
  ) async throws(PlanMaker.Stop) {
    self.traces = traces
    self.arguments = arguments
    self.context = context
    self.place = place
    document = EventDocument(
      outcomes: OutcomeText(arguments, in: place))
    for file in [traces.junit, traces.depfile].compactMap({ $0 }) {
      do {
        try WholeFile.probe(context.absolute(file))
      } catch {
        context.errors.write("reel: \(TerminalText.safe(error.message))\n")
        throw PlanMaker.Stop(status: .usage)
      }
    }
    events = try await Self.open(traces, context, interrupts)
  }

  private static func open(
    _ traces: RunTraces, _ context: ProcessContext, _ interrupts: HeardInterrupts
  ) async throws(PlanMaker.Stop) -> EventStream? {
    guard let name = traces.events else { return nil }
    if traces.replacesSummary {
      return EventStream(context.output, named: name, errors: context.errors) {}
    }
    let shown = TerminalText.safe(name)
    var isSaid = false
    let opened = try await EventStream.descriptor(for: context.absolute(name)) {
      () async throws(PlanMaker.Stop) in
      if !isSaid { context.errors.write("reel: waiting for a reader of '\(shown)'\n") }
      isSaid = true
      try? await Task.sleep(for: .milliseconds(20))
      guard !interrupts.isHeard else { throw PlanMaker.Stop(status: .interrupted) }
    }
    switch opened {
    case .success((let descriptor, let isOwn)):
      return EventStream(
        DescriptorWriter(descriptor: descriptor), file: isOwn ? descriptor : nil, named: name,
        errors: context.errors
      ) { close(descriptor) }
    case .failure(let failure):
      context.errors.write("reel: events cannot be written to '\(shown)': \(failure.words)\n")
      throw PlanMaker.Stop(status: .usage)
    }
  }

  /// Writes the cases of a run that ended before anything was begun: those of an earlier run would be taken
  /// for its own. Only where nothing else is written over.
  static func recordNothing(_ status: ExitStatus, _ traces: RunTraces, _ context: ProcessContext) {
    // It has ended already, and said why.
    try? put(RunCases.ofNothing(status, at: Int64(time(nil))), traces, context)
  }

  /// Puts cases where `--junit` asks for them, unless a file of another kind stands there.
  ///
  /// - Throws: where they cannot be written.
  private static func put(
    _ cases: JUnitDocument, _ traces: RunTraces, _ context: ProcessContext
  ) throws(StoreError) {
    guard let path = traces.junit.map(context.absolute),
      FileStatus.size(of: path) == nil
        || FileStatus.head(of: path, count: 5) == Array("<?xml".utf8)
    else { return }
    try WholeFile.write(to: path) { (write) throws(StoreError) in try write(cases.text) }
  }

  // MARK: While it runs

  /// Writes the cases of a run without an end, in the place of those of an earlier one: who is left at once,
  /// or killed, writes no more. To be called by the run that holds the lock; the end writes over them.
  func expectNoEnd() {
    do {
      try Self.put(RunCases.ofNoEnd(at: Int64(time(nil))), traces, context)
    } catch {
      // Not worth the run: its end tries again, and then it counts.
      context.errors.write("reel: warning: \(TerminalText.safe(error.message))\n")
    }
  }

  /// A run of a plan begins.
  func begin(_ plan: Plan) {
    events?.begin()
    events?.write(
      document.started(
        EventDocument.Start(
          moment: Int64(time(nil)), manifest: plan.manifest,
          selectors: arguments.selectors.map(\.text), isEmulated: arguments.emulates,
          concurrency: arguments.concurrency(for: plan.manifest),
          budget: arguments.budget(for: plan.manifest), provider: plan.provider,
          totals: plan.totals)))
  }

  /// All is there already: each asset has ended as soon as it began.
  func idle(_ report: RunReport) {
    guard let events else { return }
    for entry in report.entries { events.write(document.idle(entry)) }
  }

  /// Something happened.
  func observe(_ event: RunEvent) {
    if traces.junit != nil { times.note(event) }
    events?.write(document.json(event))
  }

  // MARK: At its end

  /// Writes what is written at the end.
  ///
  /// - Returns: whether all of it could be; what could not is said.
  func end(_ summary: RunSummary, of manifest: Manifest) async -> Bool {
    events?.write(document.ended(summary, at: summary.report.duration))
    var isWhole = true
    if let path = traces.junit {
      let junit = RunCases(summary: summary, manifest: manifest, seconds: times.seconds)
      isWhole = write(path) { junit.document(at: Int64(time(nil))).text }
    }
    if let path = traces.depfile {
      let made = Ingredients(of: summary.report, manifest: manifest, place: place, context: context)
      if let warning = made.warning { context.errors.write("reel: warning: \(warning)\n") }
      isWhole = write(path) { made.depfile } && isWhole
    }
    if traces.isForGitHub { tellGitHub(summary, of: manifest) }
    // Last, as a reader may stand still.
    await events?.finish()
    return isWhole
  }

  /// Annotations of what went wrong, and the page of the step.
  private func tellGitHub(_ summary: RunSummary, of manifest: Manifest) {
    context.output.write(RunAnnotations(summary: summary, context: context).text)
    if let path = context.environment["GITHUB_STEP_SUMMARY"], !path.isEmpty,
      let trouble = StepSummary(summary: summary, manifest: manifest).append(
        to: context.absolute(path))
    {
      context.errors.write(
        "reel: the step's summary cannot be written: \(TerminalText.safe(trouble))\n")
    }
  }

  private func write(_ path: String, _ text: () -> String) -> Bool {
    do {
      try WholeFile.write(to: context.absolute(path)) { (write) throws(StoreError) in
        try write(text())
      }
      return true
    } catch {
      context.errors.write("reel: \(TerminalText.safe(error.message))\n")
      return false
    }
  }
}
