package import ReelBasics

/// What identifies an asset's work: a digest of what the author asked for.
package struct Fingerprint: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let digest: Digest

  package init(_ digest: Digest) { self.digest = digest }

  /// 64 hexadecimal digits.
  package var description: String { digest.hex }

  package static func < (left: Fingerprint, right: Fingerprint) -> Bool {
    left.digest < right.digest
  }
}
