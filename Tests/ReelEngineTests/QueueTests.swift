import ReelTestSupport
import Testing

@testable import ReelEngine

struct QueueTests {
  @Test(arguments: 0..<10) func `what came first is taken first`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var queue = Queue<Int?>()
    var expected: [Int?] = []
    for number in 0..<4_000 {
      // It grows beyond what it keeps room for, and shrinks down to nothing.
      let isGrowing = number / 700 % 2 == 0
      if Int.random(in: 0..<10, using: &random) < (isGrowing ? 7 : 2) {
        let element = number % 5 == 0 ? nil : number
        queue.append(element)
        expected.append(element)
      } else {
        let first = queue.popFirst()
        #expect(first == (expected.isEmpty ? nil : .some(expected.removeFirst())), "seed \(seed)")
      }
      #expect(queue.isEmpty == expected.isEmpty, "seed \(seed)")
    }
  }

  @Test func `what was taken is let go of`() {
    final class Thing: Sendable {}
    var queue = Queue<Thing>()
    weak var first: Thing?
    do {
      let thing = Thing()
      first = thing
      queue.append(thing)
    }
    queue.append(Thing())
    #expect(first != nil)
    _ = queue.popFirst()
    #expect(first == nil)
    #expect(!queue.isEmpty)
  }
}
