package import ReelBasics

/// What a plan is made from besides the manifest: what is on record and what is on disk.
///
/// It answers at once and the same throughout a plan; a file is hashed at most once.
package protocol PlanFacts: Sendable {
  /// What is on record of a fingerprint.
  func work(_ fingerprint: Fingerprint) -> WorkRecord?

  /// The fingerprint under which an asset was last written, for telling what changed.
  func lastFingerprint(of asset: String) -> Fingerprint?

  /// What stands at a path below the output directory.
  func output(at path: String) -> OutputState

  /// Whether the store has these bytes.
  func hasObject(_ digest: Digest) -> Bool

  /// The digest of an input file; `nil` where it cannot be read.
  func digest(ofFile path: String) -> Digest?
}
