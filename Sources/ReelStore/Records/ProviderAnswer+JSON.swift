import ReelBasics
import ReelPlan

extension ProviderAnswer {
  /// As it stands in the records and the journal.
  var json: JSONValue {
    var fields: [String: JSONValue] = ["items": .array(items.map(\.json))]
    if let model = served.model { fields["model"] = .string(model) }
    if let prompt = served.revisedPrompt { fields["revised_prompt"] = .string(prompt) }
    if let request = served.requestID { fields["request_id"] = .string(request) }
    if let cost { fields["cost"] = .int(cost.count) }
    if let shortfall { fields["shortfall"] = .string(shortfall) }
    if !stored.isEmpty {
      let files = stored.map { (String($0.key), $0.value.json) }
      fields["stored"] = .object(Dictionary(files) { first, _ in first })
    }
    fields["revised_prompts"] = Self.json(revisedPrompts)
    fields["public_addresses"] = Self.json(publicAddresses)
    return .object(fields)
  }

  /// - Throws: `.damaged` where the text is not what `json` gives.
  convenience init(recorded text: String) throws(StoreError) {
    guard let json = try? JSONValue(parsing: text.utf8) else { throw SQLRow.unexpected }
    try self.init(json)
  }

  /// - Throws: `.damaged` for anything but what `json` gives.
  convenience init(_ json: JSONValue) throws(StoreError) {
    guard let items = json["items"]?.elements else { throw SQLRow.unexpected }
    var read: [Item] = []
    for item in items { read.append(try Item(item)) }
    var stored: [Int: StoredFile] = [:]
    for (place, file) in json["stored"]?.fields ?? [:] {
      if let place = Int(place) { stored[place] = StoredFile(file) }
    }
    self.init(
      items: read,
      served: ServedBy(
        model: json["model"]?.string, revisedPrompt: json["revised_prompt"]?.string,
        requestID: json["request_id"]?.string),
      cost: json["cost"]?.integer.map { Ticks($0) }, shortfall: json["shortfall"]?.string,
      stored: stored,
      revisedPrompts: Self.texts(json["revised_prompts"]),
      publicAddresses: Self.texts(json["public_addresses"]))
  }

  /// Texts by the place of their item; `nil` for none.
  private static func json(_ texts: [Int: String]) -> JSONValue? {
    guard !texts.isEmpty else { return nil }
    let fields = texts.map { (String($0.key), JSONValue.string($0.value)) }
    return .object(Dictionary(fields) { first, _ in first })
  }

  private static func texts(_ json: JSONValue?) -> [Int: String] {
    var texts: [Int: String] = [:]
    for (place, text) in json?.fields ?? [:] {
      if let place = Int(place) { texts[place] = text.string }
    }
    return texts
  }
}

extension ProviderAnswer.Item {
  fileprivate var json: JSONValue {
    switch self {
    case .address(let address): ["address": .string(address)]
    case .object(let digest): ["object": .string(digest.hex)]
    case .moderated: ["moderated": true]
    case .unreadable(let reason): ["unreadable": .string(reason)]
    }
  }

  fileprivate init(_ json: JSONValue) throws(StoreError) {
    if let address = json["address"]?.string {
      self = .address(address)
    } else if let hex = json["object"]?.string, let digest = Digest(hex: hex) {
      self = .object(digest)
    } else if json["moderated"]?.bool == true {
      self = .moderated
    } else if let reason = json["unreadable"]?.string {
      self = .unreadable(reason: reason)
    } else {
      throw SQLRow.unexpected
    }
  }
}
