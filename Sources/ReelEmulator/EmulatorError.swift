/// Why an emulator cannot start or keep its ledger.
package struct EmulatorError: Error, Sendable, CustomStringConvertible {
  /// The reason, for people.
  package let description: String

  init(_ description: String) { self.description = description }
}
