/// The name of an asset, as manifests, selectors and messages write it.
package struct AssetID: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let text: String

  package init(_ text: String) { self.text = text }

  package var description: String { text }

  package static func < (left: AssetID, right: AssetID) -> Bool { left.text < right.text }
}
