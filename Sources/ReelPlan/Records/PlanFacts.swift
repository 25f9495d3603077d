package import ReelBasics

/// What a plan is made from besides the manifest: what is on record and what is on disk.
///
/// It answers at once; a file is hashed at most once. A run asks it too, for what its plan left open.
package protocol PlanFacts: Sendable {
  /// What is on record of a fingerprint.
  func work(_ fingerprint: Fingerprint) -> WorkRecord?

  /// Which requests brought that.
  func origins(of fingerprint: Fingerprint) -> ResultOrigins

  /// The canonical form that a fingerprint is the digest of, for telling what changed; `nil` where it is
  /// not on record.
  func form(of fingerprint: Fingerprint) -> String?

  /// The fingerprint under which an asset was last written, for telling what changed.
  func lastFingerprint(of asset: String) -> Fingerprint?

  /// What stands at a path below the output directory.
  func output(at path: String) -> OutputState

  /// Whether the store has these bytes now: a run keeps more of them as it goes.
  func hasObject(_ digest: Digest) -> Bool

  /// Whether the store has what a recipe once made out of an original, which may itself be gone.
  func hasDerived(from original: Digest, by recipe: String) -> Bool

  /// Whether an output gives these bytes back, which the store does not have: they stand there as they
  /// are, or with a mark.
  func canBringBack(_ digest: Digest) -> Bool

  /// Whether an output gives back what a recipe once made out of an original.
  func canBringBackDerived(from original: Digest, by recipe: String) -> Bool

  /// Whether the provider keeps these bytes for now and is told their name: nobody has to send them.
  func isStored(_ digest: Digest) -> Bool

  /// The digest of an input file; `nil` where it cannot be read.
  func digest(ofFile path: String) -> Digest?

  /// Which variant of an asset others build on, where a person has chosen one.
  func pick(of asset: String) -> PickRecord?

  /// The first trouble there was in answering: what was answered since is worth nothing, least of all
  /// that something was never asked for.
  var failure: (any Error)? { get }
}

extension PlanFacts {
  package var failure: (any Error)? { nil }
  package func origins(of fingerprint: Fingerprint) -> ResultOrigins { ResultOrigins() }
  package func pick(of asset: String) -> PickRecord? { nil }
  package func hasDerived(from original: Digest, by recipe: String) -> Bool { false }
  package func canBringBack(_ digest: Digest) -> Bool { false }
  package func canBringBackDerived(from original: Digest, by recipe: String) -> Bool { false }
  package func isStored(_ digest: Digest) -> Bool { false }
}
