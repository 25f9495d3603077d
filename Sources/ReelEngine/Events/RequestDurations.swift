package import ReelCatalogue

/// How long requests took from their sending to their answer, by operation and model. It stays small
/// however many they are.
package struct RequestDurations: Sendable {
  package struct Kind: Sendable, Hashable {
    package let operation: Operation
    package let model: String
  }

  /// Requests of one kind.
  package struct Total: Sendable, Hashable {
    package fileprivate(set) var count = 0
    package fileprivate(set) var seconds = 0.0
    package var mean: Double { seconds / Double(count) }
  }

  package private(set) var totals: [Kind: Total] = [:]

  mutating func add(_ duration: Duration, operation: Operation, model: String) {
    let kind = Kind(operation: operation, model: model)
    totals[kind, default: Total()].count += 1
    totals[kind, default: Total()].seconds += duration / .seconds(1)
  }
}
