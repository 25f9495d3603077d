#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes whole texts to a file descriptor, one at a time, without a buffer that a crash could lose.
package final class DescriptorWriter: Sendable {
  private let descriptor: Int32
  private let failure = Locked<Int32?>(nil)

  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Standard output and standard error.
  package static let standardOutput = DescriptorWriter(descriptor: 1)
  package static let standardError = DescriptorWriter(descriptor: 2)

  /// Whether a person looks at it.
  package var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Why not all of it was written, in the system's words; `nil` where all was, or its reader has gone,
  /// as `head` does.
  package var trouble: String? {
    failure.withLock { $0 }.flatMap { $0 == EPIPE ? nil : systemErrorText($0) }
  }

  /// Why nothing is written any more, in words, a reader that has gone among them.
  package var ending: String? {
    failure.withLock { $0 }.map { $0 == EPIPE ? "its reader has gone" : systemErrorText($0) }
  }

  /// Writes all of a text. After the first failure, of which ``trouble`` tells, nothing is written.
  package func write(_ text: String) { write(text, isResult: true) }

  /// Writes words about something that counts without them: a failure to is no ``trouble``.
  package func writeAside(_ text: String) { write(text, isResult: false) }

  private func write(_ text: String, isResult: Bool) {
    failure.withLock { failure in
      guard failure == nil else { return }
      var bytes = Array(text.utf8)[...]
      while !bytes.isEmpty {
        let count = unsafe bytes.withUnsafeBytes {
          unsafe systemWrite(descriptor, $0.baseAddress, $0.count)
        }
        if count < 0 {
          if errno == EINTR || errno == EAGAIN { continue }
          if isResult { failure = errno }
          return
        }
        bytes = bytes.dropFirst(count)
      }
    }
  }
}

// `write(2)` under a name that a method of the same name cannot hide.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, bytes, count)
}
