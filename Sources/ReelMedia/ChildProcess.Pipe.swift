#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension ChildProcess {
  /// One output of a child: its two ends and what came through it.
  struct Pipe {
    private(set) var bytes: [UInt8] = []
    private(set) var writeEnd: Int32
    private var readEnd: Int32
    private let limit: Int

    var isOpen: Bool { readEnd >= 0 }

    init(limit: Int) throws(MediaError) {
      var ends: [Int32] = [-1, -1]
      // Made with close-on-exec in one step, so that no other child started just now gets an end
      // and keeps it open. Glibc's module has no pipe2; Darwin closes all in `SpawnedChild`.
      #if canImport(Glibc)
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let status = unsafe socketpair(AF_UNIX, kind, 0, &ends)
      #else
        let status = unsafe pipe(&ends)
      #endif
      guard status == 0 else {
        throw MediaError(.programFailed, "no pipe for a program: errno \(errno)")
      }
      _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
      readEnd = ends[0]
      writeEnd = ends[1]
      self.limit = limit
    }

    /// Blocks until one of the pipes has something, or 20 ms are over.
    static func wait(for first: Pipe, _ second: Pipe) {
      var entries = [first, second].map {
        pollfd(fd: $0.readEnd, events: Int16(POLLIN), revents: 0)
      }
      // Entries with a negative descriptor are passed over.
      let milliseconds: Int32 = first.isOpen || second.isOpen ? 20 : 1
      _ = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
    }

    /// Takes what is there; closes at the end.
    mutating func drain() {
      guard isOpen else { return }
      var buffer = [UInt8](repeating: 0, count: 1 << 14)
      while true {
        let count = unsafe buffer.withUnsafeMutableBytes {
          unsafe read(readEnd, $0.baseAddress, $0.count)
        }
        if count > 0 {
          bytes += buffer.prefix(min(count, limit - bytes.count))
        } else if count < 0, errno == EINTR {
          continue
        } else {
          if count == 0 || errno != EAGAIN { closeReadEnd() }
          return
        }
      }
    }

    mutating func closeWriteEnd() {
      if writeEnd >= 0 { _ = Pipe.closeDescriptor(writeEnd) }
      writeEnd = -1
    }

    private mutating func closeReadEnd() {
      if readEnd >= 0 { _ = Pipe.closeDescriptor(readEnd) }
      readEnd = -1
    }

    mutating func close() {
      closeWriteEnd()
      closeReadEnd()
    }

    private static func closeDescriptor(_ descriptor: Int32) -> Int32 {
      #if canImport(Glibc)
        Glibc.close(descriptor)
      #else
        Darwin.close(descriptor)
      #endif
    }
  }
}
