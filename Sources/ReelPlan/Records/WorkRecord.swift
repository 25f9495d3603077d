package import ReelBasics

/// What is on record of one fingerprint, but for its form, which is long and seldom asked for.
package struct WorkRecord: Sendable, Hashable {
  /// What came back, by variant from 1.
  package var slots: [Int: SlotRecord]
  /// Requests that are not settled: jobs in flight, answers not fetched, answers that never came.
  package var open: [OpenRequest]
  /// Why the provider will not do it, where it said so.
  package var refusal: Refusal?

  package init(
    slots: [Int: SlotRecord] = [:], open: [OpenRequest] = [], refusal: Refusal? = nil
  ) {
    self.slots = slots
    self.open = open
    self.refusal = refusal
  }

  /// What was told of a request whose answer never came, or could not be read.
  package var unsettledReason: String? { open.first { $0.state == .unsettled }?.reason }
}

/// What came back for a variant.
package enum SlotRecord: Sendable, Hashable {
  /// The provider's bytes as they came.
  indirect case kept(MediaRecord, ServedBy)
  /// Moderation took it; it has no file.
  case moderated

  /// The bytes, where there are any.
  package var media: MediaRecord? {
    guard case .kept(let media, _) = self else { return nil }
    return media
  }

  /// The same with no more about its maker than the model; a run has many of them, and where it is
  /// `asked`, the one that was asked for, they share its text.
  package func withModelAlone(sharing asked: String?) -> SlotRecord {
    guard case .kept(let media, let served) = self else { return self }
    return .kept(media, ServedBy(model: served.model == asked ? asked : served.model))
  }
}

/// Who made a result, as the answer said.
package struct ServedBy: Sendable, Hashable {
  /// The model that served, which may differ from the one asked for, or that one where the answer did
  /// not say; `nil` for what no provider made as far as Reel knows.
  package var model: String?
  /// The prompt as the provider revised it.
  package var revisedPrompt: String?
  /// The provider's name for the request or job.
  package var requestID: String?
  /// The result as the provider keeps it, where it was asked to.
  package var stored: StoredFile?

  /// Whether a person brought it.
  package var isAdopted: Bool { model == nil }

  package init(
    model: String? = nil, revisedPrompt: String? = nil, requestID: String? = nil,
    stored: StoredFile? = nil
  ) {
    self.model = model
    self.revisedPrompt = revisedPrompt
    self.requestID = requestID
    self.stored = stored
  }
}

/// A result that the provider keeps for a time.
package struct StoredFile: Sendable, Hashable {
  /// The provider's name for it.
  package let id: String
  /// Until when, in seconds since 1970.
  package let expires: Int64

  package init(id: String, expires: Int64) {
    self.id = id
    self.expires = expires
  }
}

/// A request of which the end is not on record.
package struct OpenRequest: Sendable, Hashable {
  /// How far it is known to have come.
  package enum State: Sendable, Hashable {
    /// It was about to be sent, or its answer never came: it may have been billed.
    case unsettled
    /// The provider works on it under this id.
    case job(id: String)
    /// The provider is done; its results are at these addresses and not fetched yet.
    case answered(ProviderAnswer)
    /// It was paid for, and its results can no longer be had.
    case lost(reason: String)
  }

  /// Its number in the records.
  package let id: Int64
  /// The variants it was to bring.
  package let slots: [Int]
  /// Those of them that it has brought already.
  package let brought: Set<Int>
  package let state: State
  /// The most it may have cost.
  package let worstCost: Ticks?
  /// When it was begun, in seconds since 1970.
  package let begun: Int64
  /// Where it went; empty where that is not on record, `nil` where only a lock file tells of it.
  package let host: String?
  /// The provider's name for the job of one that is lost, where it was told.
  package let jobID: String?
  /// What the provider answered to one that is lost, where that is known: its results are looked for
  /// once more before they are paid for again.
  package let answer: ProviderAnswer?
  /// Why its end is not known, where something was told: what came, and where it is kept.
  package let reason: String?

  package init(
    id: Int64, slots: [Int], brought: Set<Int> = [], state: State, worstCost: Ticks?, begun: Int64,
    host: String? = nil, jobID: String? = nil, answer: ProviderAnswer? = nil, reason: String? = nil
  ) {
    self.host = host
    self.jobID = jobID
    self.answer = answer
    self.reason = reason
    self.id = id
    self.slots = slots
    self.brought = brought
    self.state = state
    self.worstCost = worstCost
    self.begun = begun
  }

  /// Whether it is lost, and somebody may know where its results are.
  package var isLookedFor: Bool {
    guard case .lost = state else { return false }
    return answer != nil || jobID != nil
  }

  /// Why a run that asks `asked` leaves its job alone, in words: another host would say that it is gone.
  /// `nil` where it does not.
  package func whyLeft(asking asked: String?) -> String? {
    guard case .job = state, let asked, let host, !host.isEmpty, host != asked else { return nil }
    let option = ProviderIdentity.option(asking: host)
    return "its job is known to \(host): run with \(option) to collect it"
  }
}

/// A final no.
package struct Refusal: Sendable, Hashable {
  /// Whose no it is. The raw value stands in records.
  package enum Kind: String, Sendable, Hashable {
    /// Moderation rejected prompt or result; it may have been billed.
    case moderated
    /// The provider found the request wrong.
    case rejected
    /// Key, permission, credits or quota: nothing more is sent.
    case account
    /// There is no such API at the address: nothing more is sent.
    case address

    /// Whether it is about this one request, and so worth remembering.
    package var isAboutRequest: Bool { self == .moderated || self == .rejected }
  }

  package let kind: Kind
  /// The provider's words.
  package let message: String
  /// What it cost all the same.
  package let cost: Ticks?
  /// Whether it ended a job, which the provider had worked on. Of one on record its request tells.
  private let endsJob: Bool

  package init(kind: Kind, message: String, cost: Ticks? = nil) {
    self.init(kind, message, cost, endsJob: false)
  }

  private init(_ kind: Kind, _ message: String, _ cost: Ticks?, endsJob: Bool) {
    self.kind = kind
    self.message = message
    self.cost = cost
    self.endsJob = endsJob
  }

  /// The same as the end of a job.
  package var endingJob: Refusal { Refusal(kind, message, cost, endsJob: true) }

  /// Whether it may have been billed, and nobody says how much: what was worked on and what moderation
  /// took is billed as a rule.
  package var mayBeBilled: Bool { cost == nil && (endsJob || kind == .moderated) }
}
