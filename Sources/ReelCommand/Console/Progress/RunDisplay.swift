import ReelBasics
import ReelEngine

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shows a run as it goes on: live at the foot of a terminal, or by the lines of a log with a sign of
/// life now and then.
///
/// Whoever tells of an event never waits for a terminal or for who reads the log: a thread writes what
/// there is to be seen.
final class RunDisplay: Sendable {
  /// A log says something at least so often.
  static let mostSilence = Duration.seconds(30)
  private static let microsecondsPerFrame: useconds_t = 100_000

  private struct State: Sendable {
    var model: ProgressModel
    var timeLeft: TimeLeft?
    /// Lines of the log that are not written yet.
    var text = ""
    var hasNews = true
    var shown: (moment: Duration, size: TerminalScreen.Size)?
    /// When the log said something last.
    var lastSaid = Duration.zero
    var isOver = false
  }

  private let state: Locked<State>
  private let log: RunLog
  private let view: ProgressView
  private let writer: DescriptorWriter

  /// `timeLeft` is what a live display knows of the time that a run takes.
  init(
    _ model: ProgressModel, timeLeft: TimeLeft?, log: RunLog, view: ProgressView,
    writer: DescriptorWriter
  ) {
    state = Locked(State(model: model, timeLeft: timeLeft))
    self.log = log
    self.view = view
    self.writer = writer
  }

  /// Whether what is written to a context's errors can be painted over, and somebody wants that.
  static func canBeLive(_ context: ProcessContext) -> Bool {
    let terminal = context.environment["TERM"] ?? ""
    // Services that run checks give a terminal to no one, some of them to a log.
    let isWatched = ["", "false", "0"].contains(context.environment["CI"] ?? "")
    return context.errors.isTerminal && !terminal.isEmpty && terminal != "dumb" && isWatched
  }

  // MARK: While it goes on

  /// Takes note of an event; a log says it soon.
  func observe(_ event: RunEvent) {
    let line = log.line(event)
    state.withLock { state in
      state.model.take(event)
      state.timeLeft?.take(event)
      state.hasNews = true
      state.text += line ?? ""
      if line != nil { state.lastSaid = event.time }
      // Who interrupts wants to know what is awaited, and not in half a minute.
      if case .stopping(.interrupted) = event.kind { state.lastSaid -= Self.mostSilence }
    }
  }

  /// Shows what is new from time to time, until it ends.
  func start(_ clock: some EngineClock) {
    if log.isLive { TerminalRescue.begin() }
    DetachedThread.start { [self] in
      while !state.withLock({ $0.isOver }) {
        usleep(Self.microsecondsPerFrame)
        show(at: clock.now)
      }
    }
  }

  /// Shows what there is to be seen at a moment of the run.
  func show(at now: Duration) {
    guard log.isLive else {
      writeLog()
      return sayStillRunning(at: now)
    }
    if TerminalRescue.wasResumed() { writer.leaveLines() }
    // A run in the background writes nothing over what its user does meanwhile.
    guard writer.isInForeground else { return }
    writer.paint { size in frame(at: now, in: size) }
  }

  /// Nothing is shown any more, and the terminal is left as it was.
  func end() {
    if log.isLive {
      writer.paint { _ in
        state.withLock { state in
          state.isOver = true
          return ([], state.text)
        }
      }
      TerminalRescue.end()
    } else {
      state.withLock { $0.isOver = true }
      writeLog()
    }
  }

  /// Writes what the log has to say.
  private func writeLog() {
    let text = state.withLock { state in
      defer { state.text = "" }
      return state.text
    }
    if !text.isEmpty { writer.write(text) }
  }

  private func frame(
    at now: Duration, in size: TerminalScreen.Size
  ) -> (lines: [String], text: String)? {
    let news = state.withLock { state -> (model: ProgressModel, left: Duration?, text: String)? in
      let isOld = state.shown.map { now - $0.moment >= .seconds(1) || size != $0.size } ?? true
      guard !state.isOver, state.hasNews || isOld else { return nil }
      defer {
        state.shown = (now, size)
        state.hasNews = false
        state.text = ""
      }
      return (state.model, state.timeLeft?.estimate(at: now), state.text)
    }
    return news.map { (view.lines($0.model, timeLeft: $0.left, at: now, in: size), $0.text) }
  }

  private func sayStillRunning(at now: Duration) {
    let words = state.withLock { state -> String? in
      guard !state.isOver, !log.isQuiet, now - state.lastSaid >= Self.mostSilence else {
        return nil
      }
      state.lastSaid = now
      return state.model.running > 0 || !state.model.isStopping
        ? view.text.signOfLife(state.model, at: now) : nil
    }
    if let words { writer.write(log.line(words, of: nil, at: now)) }
  }
}
