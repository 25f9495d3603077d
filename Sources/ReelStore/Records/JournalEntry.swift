import ReelBasics
import ReelPlan

/// What a line of the journal tells: a change of the records that money hangs on.
///
/// What must not be torn apart is one entry: a request and those that it replaces; results and the
/// end of the request that brought them. Each entry stands for itself as far as it can: where the
/// line of an intent is damaged, the next that tells of its request says for which work it was.
enum JournalEntry: Sendable, Hashable {
  /// A request is about to be sent, in the place of others.
  case intent(id: Int64, RequestIntent, replacing: [Int64])
  /// How far a request came, and what it was to bring.
  case settled(id: Int64, RequestSettlement, subject: RequestSubject?)
  /// What came back. `form` is told where no request brought it. `collects` says that its request
  /// has ended; then these are all its results, earlier ones among them.
  case kept(
    Fingerprint, form: String?, slots: [Int: SlotRecord], request: Int64?, collects: Bool)
  /// A person chose which variant others build on.
  case picked(PickRecord, asset: String, manifest: String)
  /// All requests that were open were forgotten.
  case requestsForgotten
  /// The records were put in order up to here: of these requests nobody knows what they were for,
  /// and no number above `last` was given away before.
  case repaired(unknown: [Int64], last: Int64)

  /// The kinds of lines that tell one.
  static let kinds: Set<String> = settlementKinds.union([
    "intent", "kept", "pick", "requests_forgotten", "repaired",
  ])

  private static let settlementKinds: Set<String> = [
    "job", "answer", "unsettled", "lost", "not_taken", "refused", "failed", "collected", "resent",
  ]

  var kind: String {
    switch self {
    case .intent: "intent"
    case .settled(_, .answered, _): "answer"
    case .settled(_, let settlement, _): settlement.state.rawValue
    case .kept: "kept"
    case .picked: "pick"
    case .requestsForgotten: "requests_forgotten"
    case .repaired: "repaired"
    }
  }

  /// Its fields in the journal.
  var fields: [String: JSONValue] {
    switch self {
    case .intent(let id, let intent, let replaced):
      var fields = intent.fields
      fields["request"] = .int(id)
      if !replaced.isEmpty { fields["replaces"] = .array(replaced.map { .int($0) }) }
      return fields
    case .settled(let id, let settlement, let subject):
      return settlement.fields.merging(subject?.fields ?? [:]) { first, _ in first }
        .merging(["request": .int(id)]) { _, last in last }
    case .kept(let fingerprint, let form, let slots, let request, let collects):
      let results = slots.map { (String($0.key), $0.value.json) }
      var fields: [String: JSONValue] = [
        "fingerprint": .string(fingerprint.description),
        "slots": .object(Dictionary(results) { first, _ in first }),
      ]
      if let form { fields["form"] = .string(form) }
      if let request { fields["request"] = .int(request) }
      if collects { fields["collects"] = true }
      return fields
    case .picked(let pick, let asset, let manifest):
      return [
        "manifest": .string(manifest), "asset": .string(asset),
        "fingerprint": .string(pick.fingerprint.description),
        "slot": .int(Int64(pick.variant)), "digest": .string(pick.digest.hex),
      ]
    case .requestsForgotten: return [:]
    case .repaired(let unknown, let last):
      return ["unknown": .array(unknown.map { .int($0) }), "last": .int(last)]
    }
  }

  /// - Throws: where the fields are not those of the kind.
  init(kind: String, _ line: JSONValue) throws(StoreError) {
    switch kind {
    case "intent":
      self = .intent(
        id: try line.need("request", \.integer), try RequestIntent(line),
        replacing: line["replaces"]?.elements?.compactMap(\.integer) ?? [])
    case "kept":
      var slots: [Int: SlotRecord] = [:]
      for (number, slot) in try line.need("slots", \.fields) {
        guard let number = Int(number), number >= 1 else { throw SQLRow.unexpected }
        slots[number] = try SlotRecord(slot)
      }
      self = .kept(
        try line.fingerprint, form: line["form"]?.string, slots: slots,
        request: line["request"]?.integer, collects: line["collects"]?.bool ?? false)
    case "pick":
      self = .picked(
        PickRecord(
          fingerprint: try line.fingerprint, variant: Int(try line.need("slot", \.integer)),
          digest: try line.digest("digest")),
        asset: try line.need("asset", \.string), manifest: try line.need("manifest", \.string))
    case "requests_forgotten": self = .requestsForgotten
    case "repaired":
      self = .repaired(
        unknown: try line.need("unknown", \.elements).compactMap(\.integer),
        last: try line.need("last", \.integer))
    default:
      self = .settled(
        id: try line.need("request", \.integer), try RequestSettlement(kind: kind, line),
        subject: RequestSubject(line))
    }
  }
}

/// What a request is for: which work, and which of its variants.
struct RequestSubject: Sendable, Hashable {
  let fingerprint: Fingerprint
  let slots: [Int]

  init(_ fingerprint: Fingerprint, slots: [Int]) {
    self.fingerprint = fingerprint
    self.slots = slots
  }

  var fields: [String: JSONValue] {
    [
      "fingerprint": .string(fingerprint.description),
      "slots": .array(slots.map { .int(Int64($0)) }),
    ]
  }

  /// `nil` where the line does not tell.
  init?(_ line: JSONValue) {
    guard let digest = line["fingerprint"]?.string.flatMap({ Digest(hex: $0) }),
      let slots = line["slots"]?.elements
    else { return nil }
    self.init(Fingerprint(digest), slots: slots.compactMap { $0.integer.map { Int($0) } })
  }
}

extension JSONValue {
  /// - Throws: where there is no such field, or it is of another kind.
  func need<Value>(
    _ key: String, _ kind: (JSONValue) -> Value?
  ) throws(StoreError) -> Value {
    guard let value = self[key].flatMap(kind) else { throw SQLRow.unexpected }
    return value
  }

  /// The field that says for which work a line is.
  var fingerprint: Fingerprint {
    get throws(StoreError) { Fingerprint(try digest("fingerprint")) }
  }

  func digest(_ key: String) throws(StoreError) -> Digest {
    guard let digest = Digest(hex: try need(key, \.string)) else { throw SQLRow.unexpected }
    return digest
  }
}
