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
    SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSEGV, SIGSYS, SIGTRAP, SIGTSTP, SIGXCPU,
  ]
  /// Those that nobody else had taken.
  private static let taken = Locked<[Int32]>([])
  private static let isResumed = Atomic(false)

  /// Something stands at the foot of the terminal from now on.
  static func begin() {
    // A handler can make nothing: what it touches has to be there before it.
    _ = (isResumed.load(ordering: .relaxed), TerminalScreen.restoring)
    let free = signals.filter { number in
      var current = sigaction()
      return sigaction(number, nil, &current) == 0 && current.isDefault
    }
    for number in free { take(number) }
    taken.withLock { $0 = free }
  }

  /// Nothing stands there any more.
  static func end() {
    for number in taken.withLock({ $0 }) { signal(number, SIG_DFL) }
  }

  /// Whether the process was stopped and goes on again, since the last time that somebody asked.
  static func wasResumed() -> Bool { isResumed.exchange(false, ordering: .relaxed) }

  private static func take(_ number: Int32) {
    var action = sigaction()
    action.setHandler { TerminalRescue.handle($0) }
    action.sa_flags = Int32(SA_RESTART)
    sigaction(number, &action, nil)
  }

  /// Does what the signal would have done, in front of a terminal that is in order.
  private static func handle(_ number: Int32) {
    let error = errno
    let text = TerminalScreen.restoring
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    signal(number, SIG_DFL)
    raise(number)
    if number == SIGTSTP {
      // It was held back while this runs. From here on the process stands still until it is to go on.
      var stop = sigset_t()
      sigemptyset(&stop)
      sigaddset(&stop, number)
      pthread_sigmask(SIG_UNBLOCK, &stop, nil)
      isResumed.store(true, ordering: .relaxed)
      take(number)
    }
    errno = error
  }
}
