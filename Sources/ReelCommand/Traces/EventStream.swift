import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file, a pipe or an open descriptor that takes the events of a run as they come, a line each.
///
/// Lines are written on a thread of its own: a slow reader holds up nothing but the end of the run, a
/// reader that goes away or a disk that is full only what is written here, which is said once.
final class EventStream: Sendable {
  /// Why nothing can be written, in words.
  struct Failure: Error {
    let words: String
  }

  private let lines: AsyncStream<String>.Continuation
  private let writing: Task<Void, Never>

  /// The file that is begun anew with the first event; `nil` where others opened it.
  private let file: Int32?

  /// `close` is called once all is written.
  init(
    _ writer: DescriptorWriter, file: Int32? = nil, named name: String, errors: DescriptorWriter,
    close: @escaping @Sendable () -> Void
  ) {
    self.file = file
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    lines = continuation
    writing = Task {
      let thread = WorkerThreads(width: 1)
      var isSaid = false
      for await line in stream {
        let isNews = !isSaid
        let ended = try? await thread.run {
          writer.write(line)
          guard isNews, let words = writer.ending else { return false }
          errors.write(
            "reel: no more events are written to '\(TerminalText.safe(name))': \(words); the run "
              + "goes on\n")
          return true
        }
        if ended == true { isSaid = true }
      }
      close()
    }
  }

  /// Empties the file of an earlier run. Not before this one is sure to begin: another may still write.
  func begin() {
    guard let file else { return }
    // A pipe or a device has nothing to be emptied.
    _ = ftruncate(file, 0)
  }

  /// Writes an event, at some time soon.
  func write(_ event: JSONValue) { lines.yield(event.line + "\n") }

  /// Waits until all is written.
  func finish() async {
    lines.finish()
    await writing.value
  }

  // MARK: Opening

  /// Opens what a command line names, an absolute path, for writing at its end.
  ///
  /// - Parameters:
  ///   - path: a file, a pipe, or a name of an open descriptor.
  ///   - whileWaiting: is called as long as a pipe has no reader.
  /// - Returns: the descriptor, to be closed by the caller, and whether it is the file's own; or why
  ///   there is none.
  /// - Throws: what `whileWaiting` throws.
  static func descriptor(
    for path: String, whileWaiting: () async throws(PlanMaker.Stop) -> Void
  ) async throws(PlanMaker.Stop) -> Result<(descriptor: Int32, isOwn: Bool), Failure> {
    // Opened by name, a descriptor's file would be cut off, and a socket could not be opened at all.
    if let number = number(of: path) {
      let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
      return copy >= 0 ? .success((copy, false)) : .failure(Failure(words: systemErrorText(errno)))
    }
    while true {
      let descriptor = open(
        path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o666)
      if descriptor >= 0 {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        return .success((descriptor, true))
      }
      switch errno {
      case EINTR: continue
      case ENXIO where isPipe(path): try await whileWaiting()
      default: return .failure(Failure(words: systemErrorText(errno)))
      }
    }
  }

  /// The number of a descriptor that the caller opened, where a path means one.
  static func number(of path: String) -> Int32? {
    switch path {
    case "/dev/stdout": 1
    case "/dev/stderr": 2
    default:
      ["/dev/fd/", "/proc/self/fd/"].lazy.compactMap { path.without(prefix: $0) }.first
        .flatMap { Int32($0) }
    }
  }

  private static func isPipe(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }
}
