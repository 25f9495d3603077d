/// Why there is no request to send.
///
/// It never holds a key.
package struct ProviderError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What went wrong; compare with the static values.
  package struct Code: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    private init(_ name: String) { description = name }

    /// The base URL is not https or this machine, or has parts that no base has.
    package static let invalidBaseURL = Code("invalidBaseURL")
    /// The key has characters that no header may carry, or is empty.
    package static let invalidKey = Code("invalidKey")
    /// Something that this provider cannot be asked for in this way.
    package static let invalidRequest = Code("invalidRequest")
    /// No job of this provider can have that name.
    package static let invalidJob = Code("invalidJob")
    /// A result's address that Reel does not go to.
    package static let refusedAddress = Code("refusedAddress")
  }

  package let code: Code
  /// For people.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}
