package import ReelBasics

/// What the provider answered when it was done.
///
/// A class, as it goes from step to step and never changes.
package final class ProviderAnswer: Sendable {
  /// One result.
  package enum Item: Sendable, Hashable {
    /// To be fetched from an address.
    case address(String)
    /// In the store already, under this digest, but not looked at yet.
    case object(Digest)
    /// Moderation took it.
    case moderated
    /// It was made, and what came of it is good for nothing.
    case unreadable(reason: String)

    /// Whether there may be something to be kept.
    fileprivate var isThere: Bool {
      switch self {
      case .address, .object: true
      case .moderated, .unreadable: false
      }
    }
  }

  package let items: [Item]
  /// Who made them all; what differs by item stands beside it.
  package let served: ServedBy
  /// The prompts as the provider revised them, by the item's place from 0.
  package let revisedPrompts: [Int: String]
  /// What the provider says it cost.
  package let cost: Ticks?
  /// The provider's words on why there are fewer than were asked for.
  package let shortfall: String?
  /// What the provider keeps of them, by the item's place from 0.
  package let stored: [Int: StoredFile]
  /// Where everybody can see them, by the item's place from 0.
  package let publicAddresses: [Int: String]

  package init(
    items: [Item], served: ServedBy = ServedBy(), cost: Ticks? = nil, shortfall: String? = nil,
    stored: [Int: StoredFile] = [:], revisedPrompts: [Int: String] = [:],
    publicAddresses: [Int: String] = [:]
  ) {
    self.shortfall = shortfall
    self.revisedPrompts = revisedPrompts
    self.items = items
    self.served = served
    self.cost = cost
    self.stored = stored
    self.publicAddresses = publicAddresses
  }

  /// The answer with the items at some places from 0 alone, and what is said of those.
  package func only(itemsAt places: [Int]) -> ProviderAnswer {
    if places.elementsEqual(items.indices) { return self }
    func moved<Value>(_ values: [Int: Value]) -> [Int: Value] {
      let moved = places.enumerated().compactMap { new, old in values[old].map { (new, $0) } }
      return Dictionary(uniqueKeysWithValues: moved)
    }
    return ProviderAnswer(
      items: places.map { items[$0] }, served: served, cost: cost, shortfall: shortfall,
      stored: moved(stored), revisedPrompts: moved(revisedPrompts),
      publicAddresses: moved(publicAddresses))
  }

  /// The answer with no more items than there are variants: where it has more, those that are there go
  /// before the others, in the answer's order. All of them were paid for.
  package func fitted(to count: Int) -> ProviderAnswer {
    guard items.count > count else { return self }
    let there = items.indices.filter { items[$0].isThere }
    let others = items.indices.filter { !items[$0].isThere }
    return only(itemsAt: Array((there + others).prefix(count)))
  }

  /// Who made the item at a place from 0.
  package func served(item index: Int) -> ServedBy {
    var served = served
    served.stored = stored[index]
    served.revisedPrompt = revisedPrompts[index] ?? served.revisedPrompt
    return served
  }
}

extension ProviderAnswer: Hashable {
  package static func == (left: ProviderAnswer, right: ProviderAnswer) -> Bool {
    left.items == right.items && left.served == right.served && left.cost == right.cost
      && left.shortfall == right.shortfall && left.stored == right.stored
      && left.revisedPrompts == right.revisedPrompts
      && left.publicAddresses == right.publicAddresses
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(items)
    hasher.combine(served)
  }
}
