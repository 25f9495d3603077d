package import ReelBasics
package import ReelCatalogue

/// What a reference names once it is resolved.
package enum InputTarget: Sendable, Hashable {
  /// Another asset; `variant` (from 1) where the reference fixes it.
  case asset(AssetID, variant: Int?)
  /// A file, by its absolute path.
  case file(path: String)
  /// An address, passed on as it is written.
  case url(String)
}

/// An input of an asset.
package struct AssetInput: Sendable {
  package let role: InputRole
  package let target: InputTarget
  package let medium: Medium
  /// The reference as the author wrote it.
  package let written: String
  package let location: SourceLocation
  /// Of a keyframe, when the film passes it: in thirds of a second from the start.
  package var thirds: Int?
}

/// An asset that must be done first, though nothing comes from it.
package struct AssetNeed: Sendable {
  package let id: AssetID
  package let location: SourceLocation
}
