import ReelBasics

/// A batch of requests.
struct Batch: Sendable {
  let id: String
  let name: String
  /// Milliseconds since 1970.
  let created: Int64
  let inputFile: String?
  var items: [BatchItem] = []
  /// The places of items, by their ids.
  var places: [String: Int] = [:]
  var cancelled: Int64?
  var cancelMessage: String?
  var costs: [BatchItem.Kind: Ticks] = [:]

  /// How long a batch is kept, by the provider's word: 24 hours.
  private static let lifetime: Int64 = 86_400_000

  init(id: String, name: String, created: Int64, inputFile: String?) {
    self.id = id
    self.name = name
    self.created = created
    self.inputFile = inputFile
  }

  /// Adds items; one whose id is there already changes nothing. Gives the new places.
  mutating func add(_ new: [BatchItem]) -> [Int] {
    var added: [Int] = []
    for item in new where places[item.id] == nil {
      places[item.id] = items.count
      added.append(items.count)
      items.append(item)
    }
    return added
  }

  /// Ends all that has not ended.
  mutating func cancel(at moment: Int64, because message: String?) {
    guard cancelled == nil else { return }
    cancelled = moment
    cancelMessage = message
    for index in items.indices {
      if case .pending = items[index].state { items[index].state = .cancelled }
    }
  }

  /// The batch as the API describes it.
  var json: JSONValue {
    var counts = (pending: 0, success: 0, error: 0, cancelled: 0)
    for item in items {
      switch item.state {
      case .pending: counts.pending += 1
      case .success: counts.success += 1
      case .error: counts.error += 1
      case .cancelled: counts.cancelled += 1
      }
    }
    func number(_ count: Int) -> JSONValue { .int(Int64(count)) }
    var fields: [String: JSONValue] = [
      "batch_id": .string(id), "name": .string(name), "create_time": Self.time(created),
      "expire_time": Self.time(created + Self.lifetime),
      "state": [
        "num_requests": number(items.count), "num_pending": number(counts.pending),
        "num_success": number(counts.success), "num_error": number(counts.error),
        "num_cancelled": number(counts.cancelled),
      ],
      "cost_breakdown": [
        "total_cost_usd_ticks": .int(costs.values.reduce(.zero, +).count),
        "endpoint_costs": .array(
          costs.sorted { $0.key.rawValue < $1.key.rawValue }.map { kind, cost in
            ["endpoint": .string(kind.rawValue), "cost_usd_ticks": .int(cost.count)]
          }),
      ],
    ]
    if let cancelled { fields["cancel_time"] = Self.time(cancelled) }
    if let cancelMessage { fields["cancel_by_xai_message"] = .string(cancelMessage) }
    if let inputFile { fields["input_file_id"] = .string(inputFile) }
    return .object(fields)
  }

  private static func time(_ milliseconds: Int64) -> JSONValue {
    .string(UTCTime(milliseconds / 1000).rfc3339)
  }
}
