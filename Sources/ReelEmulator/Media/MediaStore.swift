import ReelBasics

/// The media behind the addresses that the emulator hands out, up to a number of bytes.
final class MediaStore: Sendable {
  /// What a name leads to.
  enum Lookup: Sendable {
    case found(bytes: [UInt8], type: MediaType)
    case expired
    case unknown
  }

  private struct Item: Sendable {
    let bytes: [UInt8]
    let type: MediaType
    var expiry: Duration?
    /// What it takes, with what surrounds it.
    var weight: Int { bytes.count + 1024 }
  }

  private struct State: Sendable {
    var items: [String: Item] = [:]
    var order = BoundedOrder<String>()
    var weight = 0
  }

  private let capacity: Int
  private let timeToLive: Duration?
  private let state = Locked(State())

  init(capacity: Int, timeToLive: Duration?) {
    self.capacity = capacity
    self.timeToLive = timeToLive
  }

  /// Keeps media under a name; the oldest of all give way. What is there already stays.
  func keep(_ bytes: [UInt8], type: MediaType, name: String) {
    state.withLock { state in
      guard state.items[name] == nil else { return }
      let item = Item(bytes: bytes, type: type)
      state.items[name] = item
      state.order.append(name)
      state.weight += item.weight
      while state.weight > capacity, state.order.count > 1, let oldest = state.order.removeFirst() {
        state.weight -= state.items.removeValue(forKey: oldest)?.weight ?? 0
      }
    }
  }

  /// Starts the time to live of a name that is now given out, unless it runs already.
  func giveOut(_ name: String, now: Duration) {
    guard let timeToLive else { return }
    state.withLock { state in
      guard state.items[name]?.expiry == nil else { return }
      state.items[name]?.expiry = now + timeToLive
    }
  }

  /// What is behind a name at a time.
  func media(_ name: String, now: Duration) -> Lookup {
    state.withLock { state in
      guard let item = state.items[name] else { return .unknown }
      if let expiry = item.expiry, now >= expiry { return .expired }
      return .found(bytes: item.bytes, type: item.type)
    }
  }
}
