import ReelBasics
import ReelPlan

extension RequestIntent {
  /// As it stands in the journal.
  var fields: [String: JSONValue] {
    var fields: [String: JSONValue] = [
      "fingerprint": .string(fingerprint.description), "form": .string(form),
      "part": .int(Int64(part)), "slots": .array(slots.map { .int(Int64($0)) }),
      "attempt": .int(Int64(attempt)), "operation": .string(operation), "model": .string(model),
      "host": .string(host), "body": .string(bodyDigest.hex),
    ]
    if let worstCost { fields["worst_cost"] = .int(worstCost.count) }
    return fields
  }

  /// - Throws: where the line is not what `fields` gives. Early journals have no form.
  init(_ line: JSONValue) throws(StoreError) {
    self.init(
      fingerprint: try line.fingerprint, form: line["form"]?.string ?? "",
      part: Int(try line.need("part", \.integer)),
      slots: try line.need("slots", \.elements).compactMap { $0.integer.map { Int($0) } },
      attempt: Int(try line.need("attempt", \.integer)),
      operation: try line.need("operation", \.string), model: try line.need("model", \.string),
      host: try line.need("host", \.string), bodyDigest: try line.digest("body"),
      worstCost: line["worst_cost"]?.integer.map { Ticks($0) })
  }
}

extension RequestSettlement {
  /// Its fields in the journal, where its kind says which settlement it is.
  var fields: [String: JSONValue] {
    var fields: [String: JSONValue] = [:]
    if let jobID { fields["job"] = .string(jobID) }
    if let answer { fields["answer"] = answer.json }
    if let reason { fields["reason"] = .string(reason) }
    if let cost { fields["cost"] = .int(cost.count) }
    if case .refused(let refusal) = self { fields["refusal"] = .string(refusal.kind.rawValue) }
    return fields
  }

  /// - Throws: where the line is not what `fields` gives.
  init(kind: String, _ line: JSONValue) throws(StoreError) {
    let reason = line["reason"]?.string ?? ""
    let cost = line["cost"]?.integer.map { Ticks($0) }
    switch kind {
    case "job": self = .job(id: try line.need("job", \.string))
    case "answer": self = .answered(try ProviderAnswer(try line.need("answer") { $0 }))
    case "unsettled": self = .unsettled(reason: reason)
    case "lost": self = .lost(reason: reason)
    case "not_taken": self = .notTaken(reason: reason)
    case "refused":
      guard let kind = Refusal.Kind(rawValue: try line.need("refusal", \.string)) else {
        throw SQLRow.unexpected
      }
      self = .refused(Refusal(kind: kind, message: reason, cost: cost))
    case "failed": self = .failed(reason: reason, cost: cost)
    case "collected": self = .collected
    case "resent": self = .resent
    default: throw SQLRow.unexpected
    }
  }
}
