package import ReelBasics

/// A final no.
package struct ProviderRefusal: Sendable, Equatable {
  /// Whose no it is.
  package enum Kind: String, Sendable, Hashable {
    /// Moderation rejected prompt or result; it may have been billed.
    case moderated
    /// The provider found the request wrong.
    case rejected
    /// Key, permission, credits or quota.
    case account
    /// There is no such API at the address: nothing about this request.
    case address
  }

  package let kind: Kind
  /// The provider's words.
  package let message: String
  /// What it cost all the same.
  package let cost: Ticks?

  package init(_ kind: Kind, _ message: String, cost: Ticks? = nil) {
    self.kind = kind
    self.message = message
    self.cost = cost
  }
}
