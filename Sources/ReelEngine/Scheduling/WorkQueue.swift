/// What waits, first in, first out.
struct Queue<Element: Sendable>: Sendable {
  /// What was taken is `nil`: it is moved out, as copying costs more for what has many references.
  private var elements: [Element?] = []
  /// Of an empty queue so much room is kept at most: one may have been very long once.
  private static var keptCapacity: Int { 256 }
  private var head = 0

  var isEmpty: Bool { head == elements.count }

  mutating func append(_ element: consuming Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let first = elements[head].take()
    head += 1
    // What was taken is dropped now and then: at every step it would cost the length of the queue.
    if isEmpty {
      elements.removeAll(keepingCapacity: elements.capacity <= Self.keptCapacity)
      head = 0
    } else if head > 64, 2 * head > elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return first
  }
}

/// Work of one kind: what waits, in order, and how much of it may run at once.
struct WorkQueue<Element: Sendable>: Sendable {
  private let width: Int
  private var running = 0
  private var waiting = Queue<Element>()

  init(width: Int) { self.width = max(1, width) }

  /// Whether something waits.
  var isEmpty: Bool { waiting.isEmpty }
  /// Whether something waits that has a place.
  var isAble: Bool { running < width && !waiting.isEmpty }

  mutating func append(_ element: Element) { waiting.append(element) }

  /// Takes a place for the next, where there is one.
  mutating func next() -> Element? {
    guard running < width, let first = waiting.popFirst() else { return nil }
    running += 1
    return first
  }

  /// Takes out all that waits.
  mutating func drain() -> [Element] {
    var drained: [Element] = []
    while let element = waiting.popFirst() { drained.append(element) }
    return drained
  }

  /// A place is free again.
  mutating func finished() { running -= 1 }
}
