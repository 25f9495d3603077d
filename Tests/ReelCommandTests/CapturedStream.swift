import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A pipe that the tool writes to, read line by line on a thread of its own.
final class CapturedStream: Sendable {
  let writer: DescriptorWriter
  private let writeEnd: Int32
  private let bytes = Locked<[UInt8]>([])
  private let ended: AsyncStream<Void>

  /// `line` is called with every whole line as soon as it is there.
  init(line: @escaping @Sendable (String) -> Void = { _ in }) {
    var ends: [Int32] = [-1, -1]
    precondition(pipe(&ends) == 0, "the system gives no more file descriptors")
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let readEnd = ends[0]
    writeEnd = ends[1]
    writer = DescriptorWriter(descriptor: ends[1])
    let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
    self.ended = ended
    DetachedThread.start { [bytes] in
      var buffer = [UInt8](repeating: 0, count: 65_536)
      var rest: [UInt8] = []
      while true {
        let count = read(readEnd, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes.withLock { $0 += buffer[..<count] }
        rest += buffer[..<count]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
          line(String(decoding: rest[..<end], as: UTF8.self))
          rest.removeSubrange(...end)
        }
      }
      close(readEnd)
      continuation.finish()
    }
  }

  /// Everything that was written; nothing more may be written then.
  func finish() async -> String {
    close(writeEnd)
    for await _ in ended {}
    return bytes.withLock { String(decoding: $0, as: UTF8.self) }
  }
}
