/// A model of a provider: what it can do, what it takes, what it costs.
package struct Model: Sendable {
  /// Whether it can still be asked.
  package enum Status: Sendable, Hashable {
    case current
    /// No longer offered, since a day (ISO 8601) where it is known; `successor` does its work.
    case retired(since: String?, successor: String)
  }

  /// The name that requests carry.
  package let name: String
  /// Other names for the same model.
  package let aliases: [String]
  package let status: Status
  package let makes: Medium
  /// What it takes, by operation; an operation that is absent it cannot do.
  package let operations: [Operation: OperationRules]
}
