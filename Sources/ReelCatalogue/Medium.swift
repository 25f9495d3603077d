/// What an asset is.
package enum Medium: String, Sendable, Hashable, CaseIterable {
  case image
  case video
}
