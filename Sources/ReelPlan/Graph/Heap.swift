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
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the least element out.
  @inlinable public mutating func popFirst() -> Element? {
    guard let first = elements.first else { return nil }
    let last = elements.removeLast()
    guard !elements.isEmpty else { return first }
    elements[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count {
        if elements[child] < elements[least] { least = child }
      }
      guard least != parent else { return first }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}
