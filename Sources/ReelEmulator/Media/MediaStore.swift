import ReelBasics

/// The media behind the addresses that the emulator hands out, up to a number of bytes.
final class MediaStore: Sendable {
  /// What a name leads to.
  enum Lookup: Sendable {
    case found(bytes: [UInt8], type: MediaType)
    /// With the status that says so.
    case expired(status: Int)
    case unknown
  }

  /// How an address refuses after so many fetches.
  struct FetchLimit: Sendable {
    let status: Int
    var fetches: Int
  }

  private struct Item: Sendable {
    let bytes: [UInt8]
    let type: MediaType
    let prompt: String
    var limit: FetchLimit?
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
  func keep(
    _ bytes: [UInt8], type: MediaType, name: String, prompt: String, limit: FetchLimit? = nil
  ) {
    state.withLock { state in
      guard state.items[name] == nil else { return }
      let item = Item(bytes: bytes, type: type, prompt: prompt, limit: limit)
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
      if let expiry = item.expiry, now >= expiry { return .expired(status: 403) }
      return .found(bytes: item.bytes, type: item.type)
    }
  }

  /// The same for a client, whose fetches are counted where an address has a limit of them.
  func fetch(_ name: String, now: Duration) -> Lookup {
    let limit = state.withLock { state -> FetchLimit? in
      guard let limit = state.items[name]?.limit else { return nil }
      state.items[name]?.limit?.fetches -= 1
      return limit
    }
    if let limit, limit.fetches <= 0 { return .expired(status: limit.status) }
    return media(name, now: now)
  }

  /// Limits how often an address may be fetched from now on.
  func limit(_ name: String, _ limit: FetchLimit) {
    state.withLock { $0.items[name]?.limit = limit }
  }

  /// The prompt of what is behind a name.
  func prompt(of name: String) -> String? { state.withLock { $0.items[name]?.prompt } }
}
