import Testing

@testable import ReelHTTP

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(1))) struct SocketWatchTests {
  /// Two sockets that are joined.
  private let ends: [Int32]
  private let watch: SocketWatch

  init() throws {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
    self.ends = ends
    watch = try #require(SocketWatch())
  }

  private func close(_ socket: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(socket)
    #else
      _ = Darwin.close(socket)
    #endif
  }

  @Test func `what is wanted of a socket is told, and nothing else`() throws {
    defer { ends.forEach(close) }
    #expect(try #require(watch.wait(milliseconds: 0)).isEmpty)
    watch.watch(ends[0], reads: true, writes: false)
    #expect(try #require(watch.wait(milliseconds: 0)).isEmpty)
    watch.watch(ends[0], reads: true, writes: true)
    let writable = try #require(watch.wait(milliseconds: -1))
    #expect(writable.map(\.socket) == [ends[0]] && writable[0].canWrite && !writable[0].canRead)
    _ = write(ends[1], "x", 1)
    watch.watch(ends[0], reads: true, writes: false)
    let readable = try #require(watch.wait(milliseconds: -1))
    #expect(readable.map(\.socket) == [ends[0]] && readable[0].canRead && !readable[0].canWrite)
    watch.watch(ends[0], reads: false, writes: false)
    #expect(try #require(watch.wait(milliseconds: 0)).isEmpty)
  }

  @Test func `one that is forgotten leaves the others`() throws {
    defer { ends.forEach(close) }
    for end in ends { watch.watch(end, reads: false, writes: true) }
    #expect(try #require(watch.wait(milliseconds: -1)).map(\.socket).sorted() == ends.sorted())
    watch.watch(ends[0], reads: false, writes: false)
    watch.watch(ends[0], reads: false, writes: false)
    #expect(try #require(watch.wait(milliseconds: -1)).map(\.socket) == [ends[1]])
  }

  @Test func `a wake-up before a wait ends it, once`() throws {
    defer { ends.forEach(close) }
    for _ in 0..<100_000 { watch.wake() }
    #expect(try #require(watch.wait(milliseconds: -1)).isEmpty)
    #expect(try #require(watch.wait(milliseconds: 0)).isEmpty)
    // It sleeps as long as it is told where nobody wakes it, and ends at once where somebody does.
    #expect(try #require(watch.wait(milliseconds: 1)).isEmpty)
    watch.wake()
    #expect(try #require(watch.wait(milliseconds: -1)).isEmpty)
  }

  @Test func `the other's end is something to read`() throws {
    defer { close(ends[0]) }
    watch.watch(ends[0], reads: true, writes: false)
    close(ends[1])
    let events = try #require(watch.wait(milliseconds: -1))
    #expect(events.map(\.socket) == [ends[0]] && events.allSatisfy(\.canRead))
  }

  @Test func `one that was closed without a word is told once`() throws {
    defer { ends.forEach(close) }
    // A number that nobody has, and nobody gets: those of open files are small.
    let nobody: Int32 = 1 << 28
    watch.watch(nobody, reads: true, writes: false)
    let events = try #require(watch.wait(milliseconds: 0))
    #expect(events.map(\.socket) == [nobody] && events.allSatisfy(\.hasFailed))
    #expect(try #require(watch.wait(milliseconds: 0)).isEmpty)
  }
}
