package import ReelBasics

/// An output that Reel wrote: what stands at a path, and what it was made from.
package struct OutputRecord: Sendable, Hashable {
  /// Relative to the output directory.
  package let path: String
  package let asset: String
  package let fingerprint: Fingerprint
  /// The variant, from 1.
  package let slot: Int
  /// The original that it is derived from.
  package let original: Digest
  /// What was done to the original; empty where it was copied.
  package let recipe: String
  /// The digest of the bytes that were written.
  package let digest: Digest

  package init(
    path: String, asset: String, fingerprint: Fingerprint, slot: Int, original: Digest,
    recipe: String, digest: Digest
  ) {
    self.path = path
    self.asset = asset
    self.fingerprint = fingerprint
    self.slot = slot
    self.original = original
    self.recipe = recipe
    self.digest = digest
  }
}

/// What stands at an output's path now.
package enum OutputState: Sendable, Hashable {
  case missing
  /// The bytes that Reel wrote.
  case recorded(OutputRecord)
  /// Bytes that the store has, and no record says that Reel wrote them here: it was killed between
  /// the two. To write over them loses nobody anything.
  case unrecorded
  /// Bytes of another hand: changed since, or never Reel's.
  case foreign
}
