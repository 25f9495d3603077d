#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The sockets that a thread waits for, and a way for other threads to end its wait.
final class SocketWatch {
  /// A socket for which there is something to do.
  struct Event {
    let socket: Int32
    let canRead: Bool
    let canWrite: Bool
    let hasFailed: Bool
  }

  /// The end of the pipe that is written to for a wake-up.
  private let bell: Int32
  /// The other end of the pipe, and the sockets.
  private var entries: [pollfd]
  private var places: [Int32: Int] = [:]

  /// `nil` where the system gives no more descriptors.
  init?() {
    var ends: [Int32] = [-1, -1]
    // Close-on-exec in one step, so that no child that is started just now gets an end: Glibc's module
    // has no pipe2. On Darwin children get what they are given and nothing else.
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
      guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    #else
      guard unsafe pipe(&ends) == 0 else { return nil }
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
    #endif
    bell = ends[1]
    entries = [pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)]
  }

  deinit {
    close(bell)
    close(entries[0].fd)
  }

  /// Waits for a socket from now on, in the place of what it was waited for before; where neither is
  /// wanted, no more.
  func watch(_ socket: Int32, reads: Bool, writes: Bool) {
    let events = Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0))
    guard events != 0 else { return forget(socket) }
    if let place = places[socket] {
      entries[place].events = events
    } else {
      places[socket] = entries.count
      entries.append(pollfd(fd: socket, events: events, revents: 0))
    }
  }

  private func forget(_ socket: Int32) {
    guard let place = places.removeValue(forKey: socket) else { return }
    let last = entries.removeLast()
    guard last.fd != socket else { return }
    entries[place] = last
    places[last.fd] = place
  }

  /// Waits until there is something to do for a socket, for a wake-up, or so long at most; `nil` where
  /// the system does not wait.
  func wait(milliseconds: Int32) -> [Event]? {
    let count = unsafe poll(&entries, nfds_t(entries.count), milliseconds)
    guard count >= 0 else { return errno == EINTR || errno == EAGAIN ? [] : nil }
    guard count > 0 else { return [] }
    if entries[0].revents != 0 { silence() }
    let events: [Event] = entries.dropFirst().compactMap { entry in
      let found = Int32(entry.revents)
      guard found != 0 else { return nil }
      return Event(
        socket: entry.fd, canRead: found & (POLLIN | POLLHUP) != 0,
        canWrite: found & POLLOUT != 0, hasFailed: found & (POLLERR | POLLNVAL) != 0)
    }
    // One that was closed without a word would end every wait.
    for entry in entries where Int32(entry.revents) & POLLNVAL != 0 { forget(entry.fd) }
    return events
  }

  /// Ends a wait, the current one or the next. Any thread.
  func wake() {
    // A pipe that is full wakes as well.
    _ = unsafe write(bell, [1], 1)
  }

  private func silence() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while unsafe read(entries[0].fd, &bytes, bytes.count) == bytes.count {}
  }
}
