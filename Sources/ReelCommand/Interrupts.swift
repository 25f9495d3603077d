import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns signals into requests to end: the first asks, the second ends the process at once.
package enum Interrupts {
  // Written once, before the handler is installed; a signal handler can reach nothing else.
  private nonisolated(unsafe) static var pipeEnd: Int32 = -1

  /// Listens to SIGINT, SIGTERM and SIGHUP from now on. To be called once: it tells nobody else.
  package static func listen() -> AsyncStream<Void> {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return AsyncStream { $0.finish() } }
    let (readEnd, writeEnd) = (ends[0], ends[1])
    _ = fcntl(readEnd, F_SETFD, FD_CLOEXEC)
    _ = fcntl(writeEnd, F_SETFD, FD_CLOEXEC)
    pipeEnd = writeEnd
    var action = sigaction()
    action.setHandler { _ in
      let error = errno
      var byte: UInt8 = 0
      _ = write(Interrupts.pipeEnd, &byte, 1)
      errno = error
    }
    action.sa_flags = Int32(SA_RESTART)
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // It is ignored where `nohup` wants the run to outlive its terminal.
    var hangup = sigaction()
    sigaction(SIGHUP, nil, &hangup)
    if !hangup.isIgnored { sigaction(SIGHUP, &action, nil) }
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    DetachedThread.start {
      var byte: UInt8 = 0
      var count = 0
      while read(readEnd, &byte, 1) == 1 {
        count += 1
        guard count == 1 else {
          leaveSoon()
          DescriptorWriter.standardError.lift(
            "reel: left at once; what was asked for is on record, and 'reel status' shows it\n")
          _exit(ExitStatus.interrupted.rawValue)
        }
        continuation.yield()
      }
    }
    return stream
  }

  /// Nobody reads on a terminal that is held, and whatever is written there waits.
  private static func leaveSoon() {
    DetachedThread.start {
      usleep(500_000)
      _exit(ExitStatus.interrupted.rawValue)
    }
  }
}

extension sigaction {
  /// Whether the signal is ignored.
  var isIgnored: Bool {
    #if canImport(Glibc)
      let handler = __sigaction_handler.sa_handler
    #else
      let handler = __sigaction_u.__sa_handler
    #endif
    // SIG_IGN is a number and no function.
    return unsafeBitCast(handler, to: Int.self) == 1
  }

  mutating func setHandler(_ handler: @escaping @convention(c) (Int32) -> Void) {
    #if canImport(Glibc)
      __sigaction_handler.sa_handler = handler
    #else
      __sigaction_u.__sa_handler = handler
    #endif
  }
}
