package import ReelCatalogue

/// How long requests took from their sending to their answer, by operation and model. It stays small
/// however many they are.
package struct RequestDurations: Sendable {
  package struct Kind: Sendable {
    package let operation: Operation
    package let model: String
  }

  /// Requests of one kind.
  package struct Total: Sendable {
    package fileprivate(set) var count = 0
    package fileprivate(set) var seconds = 0.0
    package var mean: Double { seconds / Double(count) }
  }

  /// Few: one for each operation of a model.
  package private(set) var totals: [(kind: Kind, total: Total)] = []

  mutating func add(_ duration: Duration, operation: Operation, model: String) {
    let known = totals.firstIndex { $0.kind.operation == operation && $0.kind.model == model }
    if known == nil { totals.append((Kind(operation: operation, model: model), Total())) }
    let place = known ?? totals.count - 1
    totals[place].total.count += 1
    totals[place].total.seconds += duration / .seconds(1)
  }
}
