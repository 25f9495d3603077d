package import ReelBasics

/// A result that is on record, or a refusal, as it is told from what takes its place later: by its bytes,
/// and by the request that brought it, as the same bytes may come twice.
package struct PastResult: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case bytes(Digest)
    /// Moderation took the variant.
    case moderated
    /// The whole of it was refused.
    case refused
  }

  package let kind: Kind
  /// The number of the request in the records; `nil` for what a person brought, or a lock file tells of.
  package let request: Int64?

  package init(_ kind: Kind, request: Int64?) {
    self.kind = kind
    self.request = request
  }

  /// What `text` gave.
  package init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    let request = parts.count == 2 ? Int64(parts[1]) : nil
    guard parts.count == 1 || parts.count == 2 && request != nil else { return nil }
    switch parts[0] {
    case "moderated": kind = .moderated
    case "refused": kind = .refused
    default:
      guard let digest = Digest(hex: parts[0]) else { return nil }
      kind = .bytes(digest)
    }
    self.request = request
  }

  /// As plans that are written down have it: `4f1c…@17`, `moderated@17`.
  package var text: String {
    let name =
      switch kind {
      case .bytes(let digest): digest.hex
      case .moderated: "moderated"
      case .refused: "refused"
      }
    return request.map { "\(name)@\($0)" } ?? name
  }

  /// Whether both are one. Where one has no number, as on another machine, their bytes alone tell.
  package func isSame(as other: PastResult) -> Bool {
    guard kind == other.kind else { return false }
    if request == other.request { return true }
    guard case .bytes = kind else { return false }
    return request == nil || other.request == nil
  }
}

extension [PastResult] {
  /// Whether a result is one of them.
  package func has(_ result: PastResult) -> Bool { contains { $0.isSame(as: result) } }
}

/// The requests that brought what is on record of a fingerprint, by their numbers.
package struct ResultOrigins: Sendable, Hashable {
  /// By variant, from 1.
  package var slots: [Int: Int64]
  package var refusal: Int64?

  package init(slots: [Int: Int64] = [:], refusal: Int64? = nil) {
    self.slots = slots
    self.refusal = refusal
  }
}

/// All of a work that something may take the place of later.
package struct PastResults: Sendable {
  /// By variant, from 1.
  package let slots: [Int: PastResult]
  package let refusal: PastResult?

  package init(
    of record: WorkRecord?, under fingerprint: Fingerprint, facts: some PlanFacts
  ) {
    let origins = facts.origins(of: fingerprint)
    var slots: [Int: PastResult] = [:]
    for (slot, result) in record?.slots ?? [:] {
      let kind = result.media.map { PastResult.Kind.bytes($0.digest) } ?? .moderated
      slots[slot] = PastResult(kind, request: origins.slots[slot])
    }
    self.slots = slots
    refusal = record?.refusal.map { _ in PastResult(.refused, request: origins.refusal) }
  }
}
