package import ReelBasics

/// What a provider gave when it was done.
package struct ProviderResults: Sendable, Equatable {
  /// One result. Items stand in the answer's order, so that slots keep their numbers.
  package struct Item: Sendable, Equatable {
    /// Where the result is.
    package enum Content: Sendable, Equatable {
      /// To be fetched; `Provider.downloadRequest(for:)` says whether Reel goes there.
      case address(String)
      /// In the answer itself.
      case bytes([UInt8])
      /// In a file that came with the answer, under the digest of its bytes.
      case file(path: String, digest: Digest)
      /// Moderation took it.
      case moderated
      /// It was made, and what came of it is good for nothing.
      case unreadable(reason: String)

      /// Whether there is something to be kept.
      package var isThere: Bool {
        switch self {
        case .address, .bytes, .file: true
        case .moderated, .unreadable: false
        }
      }
    }

    package let content: Content
    /// The prompt as the provider revised it.
    package let revisedPrompt: String?
    /// The result as the provider keeps it, where it was asked to.
    package let stored: ProviderFile?
    /// Where everybody can see it, where that was asked for.
    package let publicAddress: String?

    package init(
      _ content: Content, revisedPrompt: String? = nil, stored: ProviderFile? = nil,
      publicAddress: String? = nil
    ) {
      self.content = content
      self.revisedPrompt = revisedPrompt
      self.stored = stored
      self.publicAddress = publicAddress
    }
  }

  /// At least one of them is there.
  package let items: [Item]
  /// The model that served, which may differ from the one asked for.
  package let model: String?
  /// The provider's name for the request or job.
  package let requestID: String?
  /// What the provider says it cost.
  package let cost: Ticks?
  /// The provider's words on why there are fewer than were asked for.
  package let shortfall: String?

  package init(
    items: [Item], model: String? = nil, requestID: String? = nil, cost: Ticks? = nil,
    shortfall: String? = nil
  ) {
    self.shortfall = shortfall
    self.items = items
    self.model = model
    self.requestID = requestID
    self.cost = cost
  }
}
