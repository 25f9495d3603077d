package import ReelBasics

/// What a lock file says: what every asset of a manifest came to, to be committed and shared.
///
/// It holds nothing that differs between two runs with the same inputs and results: no times, no
/// numbers of requests.
package struct LockFile: Sendable, Hashable {
  /// The version of the format that this Reel writes and reads.
  package static let version = 1

  /// By asset id.
  package var entries: [String: Entry]

  package init(entries: [String: Entry] = [:]) { self.entries = entries }

  /// One asset.
  package struct Entry: Sendable, Hashable {
    /// What its outputs were made under; `nil` where it has none.
    package var fingerprint: Fingerprint?
    /// In the order of their variants.
    package var outputs: [Output] = []
    /// Variants that moderation took.
    package var moderated: [Int] = []
    package var pick: PickRecord?
    package var refusal: RefusedWork?
    /// Requests that wait for a decision: they may have been paid for, and have no result.
    package var open: [StuckRequest] = []

    package init() {}

    /// Whether it says nothing.
    package var isEmpty: Bool { self == Entry() }
  }

  /// A file that was written.
  package struct Output: Sendable, Hashable {
    /// Relative to the output directory.
    package let path: String
    /// From 1.
    package let variant: Int
    /// What stands at the path.
    package let media: MediaRecord
    /// The provider's bytes, which it is derived from; the same where `recipe` is empty.
    package let original: MediaRecord
    package let recipe: String
    /// The model that served; `nil` for an adopted file.
    package let model: String?
    /// The provider's name for the request, where the file itself says it.
    package let requestID: String?
    package let revisedPrompt: String?

    package init(
      path: String, variant: Int, media: MediaRecord, original: MediaRecord, recipe: String,
      model: String?, requestID: String?, revisedPrompt: String?
    ) {
      self.path = path
      self.variant = variant
      self.media = media
      self.original = original
      self.recipe = recipe
      self.model = model
      self.requestID = requestID
      self.revisedPrompt = revisedPrompt
    }
  }

  /// What the provider will not do, so that nobody asks again.
  package struct RefusedWork: Sendable, Hashable {
    package let fingerprint: Fingerprint
    package let refusal: Refusal

    package init(fingerprint: Fingerprint, refusal: Refusal) {
      self.fingerprint = fingerprint
      self.refusal = refusal
    }
  }

  /// A request that may have been paid for.
  package struct StuckRequest: Sendable, Hashable {
    package let fingerprint: Fingerprint
    package let variants: [Int]
    /// `nil` where its answer never came, else why its result is gone.
    package let lostBecause: String?
    /// The most it may have cost.
    package let worstCost: Ticks?

    package init(
      fingerprint: Fingerprint, variants: [Int], lostBecause: String?, worstCost: Ticks?
    ) {
      self.fingerprint = fingerprint
      self.variants = variants
      self.lostBecause = lostBecause
      self.worstCost = worstCost
    }
  }
}

/// The variant that others build on, as a person chose it.
///
/// It holds only for the work and the bytes that it was chosen from.
package struct PickRecord: Sendable, Hashable {
  package let fingerprint: Fingerprint
  /// From 1.
  package let variant: Int
  /// Of the variant's original.
  package let digest: Digest

  package init(fingerprint: Fingerprint, variant: Int, digest: Digest) {
    self.fingerprint = fingerprint
    self.variant = variant
    self.digest = digest
  }
  /// The variant, where the choice still holds for what the work has.
  package func variant(of work: Fingerprint, slots: [Int: SlotRecord]) -> Int? {
    fingerprint == work && slots[variant]?.media?.digest == digest ? variant : nil
  }
}
