#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes whole texts to a file descriptor, one at a time, without a buffer that a crash could lose.
///
/// On a terminal it can show lines that stay at the foot while all else is written above them.
package final class DescriptorWriter: Sendable {
  private struct State: Sendable {
    var failure: Int32?
    var screen = TerminalScreen()
  }

  private let descriptor: Int32
  private let state = Locked(State())

  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Standard output and standard error.
  package static let standardOutput = DescriptorWriter(descriptor: 1)
  package static let standardError = DescriptorWriter(descriptor: 2)

  /// Whether a person looks at it.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether the process may write to its terminal without being in the way of another one.
  package var isInForeground: Bool {
    let group = tcgetpgrp(descriptor)
    return group < 0 || group == getpgrp()
  }

  /// Why not all of it was written, in the system's words; `nil` where all was, or its reader has gone,
  /// as `head` does.
  package var trouble: String? {
    state.withLock { $0.failure }.flatMap { $0 == EPIPE ? nil : systemErrorText($0) }
  }

  /// The terminal's window; 80 columns and 24 rows where it does not say.
  package var size: TerminalScreen.Size {
    var window = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0,
      window.ws_row > 0
    else { return TerminalScreen.Size(columns: 80, rows: 24) }
    return TerminalScreen.Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }

  /// Why nothing is written any more, in words, a reader that has gone among them.
  package var ending: String? {
    state.withLock { $0.failure }.map { $0 == EPIPE ? "its reader has gone" : systemErrorText($0) }
  }

  /// Writes all of a text. After the first failure, of which ``trouble`` tells, nothing is written.
  package func write(_ text: String) { write(text, isResult: true) }

  /// Writes words about something that counts without them: a failure to is no ``trouble``.
  package func writeAside(_ text: String) { write(text, isResult: false) }

  private func write(_ text: String, isResult: Bool) {
    state.withLock { state in
      let isLive = state.screen.isLive && !text.isEmpty
      let bytes = isLive ? state.screen.insert(text, columns: size.columns) : text
      send(bytes, isResult: isResult, &state)
    }
  }

  // MARK: The foot of a terminal

  /// Shows lines at the foot of the terminal, and writes a text above them. `frame` is called when it
  /// is this call's turn to write, with the window's size; `nil` leaves all as it is.
  package func paint(
    _ frame: (TerminalScreen.Size) -> (lines: [String], text: String)?
  ) {
    state.withLock { state in
      let size = size
      guard let frame = frame(size) else { return }
      let bytes = state.screen.paint(frame.lines, above: frame.text, columns: size.columns)
      send(bytes, isResult: false, &state)
    }
  }

  /// Takes the lines away from the foot of the terminal, and writes a text where they stood.
  package func lift(_ text: String = "") { paint { _ in ([], text) } }

  /// Takes note that others have written to the terminal: the lines that stand there stay.
  package func leaveLines() { state.withLock { $0.screen.forget() } }

  private func send(_ text: String, isResult: Bool, _ state: inout State) {
    guard state.failure == nil else { return }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe systemWrite(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          // Whoever shares the descriptor made it so that writing never waits.
          var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = unsafe poll(&wanted, 1, -1)
          continue
        }
        if isResult { state.failure = errno }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}

// `write(2)` under a name that a method of the same name cannot hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
