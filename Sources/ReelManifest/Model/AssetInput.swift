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

extension InputTarget {
  /// Files are two where their names differ in how a letter is spelt.
  package static func == (one: InputTarget, other: InputTarget) -> Bool {
    switch (one, other) {
    case (.asset(let id, let variant), .asset(let otherID, let otherVariant)):
      id == otherID && variant == otherVariant
    case (.file(let path), .file(let otherPath)): path.hasBytes(of: otherPath)
    case (.url(let address), .url(let otherAddress)): address.hasBytes(of: otherAddress)
    default: false
    }
  }
}

/// An input of an asset. It is kept small: there are very many.
package struct AssetInput: Sendable {
  package let role: InputRole
  package let medium: Medium
  /// Of an asset, 0 for none.
  private let shortVariant: UInt8
  /// Of a keyframe, counted from 1; 0 for none.
  private var shortThirds: UInt16 = 0
  private let shortNumber: UInt32
  private let source: Source
  package let location: SourceLocation

  private enum Source {
    case asset(AssetID)
    case given(Given)
  }

  /// What no asset makes, and how the author wrote it.
  private final class Given: Sendable {
    let target: InputTarget
    let written: String

    init(target: InputTarget, written: String) {
      self.target = target
      self.written = written
    }
  }

  /// What another asset makes; `variant` (from 1) where the reference fixes it. `likelyNumber` is where
  /// that asset stands in the manifest, unless some of its assets cannot be read.
  package init(
    role: InputRole, asset id: AssetID, variant: Int?, likelyNumber: Int?, medium: Medium,
    location: SourceLocation
  ) {
    self.role = role
    self.medium = medium
    shortVariant = UInt8(variant ?? 0)
    shortNumber = UInt32(clamping: likelyNumber ?? .max)
    source = .asset(id)
    self.location = location
  }

  /// A file or an address, `written` so in the manifest.
  package init(
    role: InputRole, given target: InputTarget, written: String, medium: Medium,
    location: SourceLocation
  ) {
    self.role = role
    self.medium = medium
    shortVariant = 0
    shortNumber = .max
    source = .given(Given(target: target, written: written))
    self.location = location
  }

  package var target: InputTarget {
    switch source {
    case .asset(let id): .asset(id, variant: shortVariant == 0 ? nil : Int(shortVariant))
    case .given(let given): given.target
    }
  }

  /// The asset that makes it, where one does.
  package var asset: AssetID? {
    if case .asset(let id) = source { id } else { nil }
  }

  /// Where that asset stands in the manifest, unless some of its assets cannot be read.
  package var likelyNumber: Int? { shortNumber == .max ? nil : Int(shortNumber) }

  /// The reference as messages name it: an asset by its id, anything else as the author wrote it.
  package var written: String {
    switch source {
    case .asset(let id): id.text
    case .given(let given): given.written
    }
  }

  /// Of a keyframe, when the film passes it: in thirds of a second from the start, which is not
  /// negative.
  package var thirds: Int? {
    get { shortThirds == 0 ? nil : Int(shortThirds) - 1 }
    set { shortThirds = newValue.map { UInt16($0 + 1) } ?? 0 }
  }
}

/// An asset that must be done first, though nothing comes from it.
package struct AssetNeed: Sendable {
  package let id: AssetID
  /// Where it stands in the manifest, unless some of its assets cannot be read.
  package let likelyNumber: Int
  package let location: SourceLocation
}
