import ReelBasics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Leaves a terminal in order whose cursor is hidden when the process is stopped, or ends in a way that
/// nobody foresaw.
enum TerminalRescue {
  private static let signals = [
    SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGSYS, SIGTRAP, SIGTSTP,
  ]
  /// What was done about each signal before, by its number. Written before a handler can read it.
  private nonisolated(unsafe) static let before = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)
    actions.initialize(repeating: sigaction(), count: 64)
    return actions
  }()
  private static let isResumed = Atomic(false)

  /// Something stands at the foot of the terminal from now on.
  static func begin() {
    // A handler can make nothing: what it touches has to be there before it.
    _ = (isResumed.load(ordering: .relaxed), TerminalScreen.restoring)
    for number in signals {
      take(number, before: before + Int(number))
      if before[Int(number)].isIgnored { giveBack(number) }
    }
  }

  /// Nothing stands there any more.
  static func end() {
    for number in signals { giveBack(number) }
  }

  /// Whether the process was stopped and goes on again, since the last time that somebody asked.
  static func wasResumed() -> Bool { isResumed.exchange(false, ordering: .relaxed) }

  private static func take(_ number: Int32, before: UnsafeMutablePointer<sigaction>?) {
    var action = sigaction()
    action.setHandler { TerminalRescue.handle($0) }
    action.sa_flags = Int32(SA_RESTART) | Int32(SA_ONSTACK)
    sigaction(number, &action, before)
  }

  private static func giveBack(_ number: Int32) {
    sigaction(number, before + Int(number), nil)
  }

  /// Does what the signal would have done, in front of a terminal that is in order.
  private static func handle(_ number: Int32) {
    let error = errno
    let text = TerminalScreen.restoring
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    switch number {
    // Swift's runtime takes a wish to quit for a crash of its own, and goes on.
    case SIGQUIT, SIGTSTP: signal(number, SIG_DFL)
    default: giveBack(number)
    }
    // It is held back while this runs, and comes when this is over.
    raise(number)
    if number == SIGTSTP { standStill() }
    errno = error
  }

  /// The process stands still in here until it is to go on.
  private static func standStill() {
    var stop = sigset_t()
    sigemptyset(&stop)
    sigaddset(&stop, SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &stop, nil)
    isResumed.store(true, ordering: .relaxed)
    take(SIGTSTP, before: nil)
  }
}
