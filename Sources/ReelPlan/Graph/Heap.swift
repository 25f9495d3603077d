/// A binary heap: the least element first.
///
/// Inlinable, as the engine has large ones of its own types, and comparing them must not go by tables;
/// public, as what is less so is not specialized in other modules.
public struct Heap<Element: Comparable & Sendable>: Sendable {
  @usableFromInline var elements: [Element] = []

  /// An empty one.
  @inlinable public init() {}

  /// Whether it has no element.
  @inlinable public var isEmpty: Bool { elements.isEmpty }
  /// How many elements it has.
  @inlinable public var count: Int { elements.count }
  /// The least element.
  @inlinable public var first: Element? { elements.first }

  /// Adds an element.
  @inlinable public mutating func insert(_ element: Element) {
    elements.append(element)
    raise(elements.count - 1)
  }

  /// Takes the least element out.
  @inlinable public mutating func popFirst() -> Element? {
    guard let first = elements.first else { return nil }
    let last = elements.removeLast()
    guard !elements.isEmpty else { return first }
    // What stood last belongs near the end: all the way down and a little up again takes one comparison
    // for each step, where looking for its place from above takes two.
    var (hole, child) = (0, 1)
    while child < elements.count {
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      elements[hole] = elements[child]
      (hole, child) = (child, 2 * child + 1)
    }
    elements[hole] = last
    raise(hole)
    return first
  }

  /// Moves an element up to where it belongs.
  @inlinable mutating func raise(_ place: Int) {
    var child = place
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }
}
