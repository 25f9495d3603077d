package import ReelCatalogue

/// Draws what the emulator hands out. Equal scenes give equal bytes.
package protocol MediaRenderer: Sendable {
  /// A JPEG of the scene. What it throws becomes a 500.
  func picture(_ scene: EmulatedPicture) async throws -> [UInt8]

  /// An MP4 of the scene. What it throws becomes a failed job.
  func film(_ scene: EmulatedFilm) async throws -> [UInt8]
}

/// Reads what the emulator must know of an input.
package protocol MediaReader: Sendable {
  /// The size of a picture; `nil` where it cannot be read.
  func pictureSize(_ bytes: [UInt8]) async -> PixelSize?

  /// The size of a film's frames; `nil` where it cannot be read.
  func filmSize(_ bytes: [UInt8]) async -> PixelSize?

  /// The length of a film in seconds; `nil` where it cannot be read.
  func filmLength(_ bytes: [UInt8]) async -> Double?
}

/// A picture to draw.
package struct EmulatedPicture: Sendable, Hashable {
  package let size: PixelSize
  /// Follows from the emulator's seed, the request and the place among its results.
  package let seed: UInt64
  package let model: String
  package let operation: Operation
  package let prompt: String
  /// What led to it, oldest first, as raw values of operations; the last one is `operation`.
  package let lineage: [String]
  /// The input pictures (JPEG, PNG or WebP), in order.
  package let inputs: [[UInt8]]
  /// Whether it shall be tiny, whatever `size` says.
  package let instant: Bool
}

/// A film to draw.
package struct EmulatedFilm: Sendable, Hashable {
  /// What it is made from.
  package enum Kind: Sendable, Hashable {
    case fromWords
    /// Begins with a picture, and ends on another where there is one.
    case fromPicture([UInt8], last: [UInt8]?)
    case fromReferences([[UInt8]])
    case edit([UInt8])
    /// The film, and so many seconds more.
    case extend([UInt8], tailSeconds: Double)
  }

  package let size: PixelSize
  /// The whole length; of an extension with what it extends.
  package let seconds: Double
  package let kind: Kind
  /// Follows from the emulator's seed and the request.
  package let seed: UInt64
  package let model: String
  package let operation: Operation
  package let prompt: String
  /// What else was asked for, in short lines: keyframes and voices. They are not played.
  package let notes: [String]
  /// What led to it, oldest first, as raw values of operations; the last one is `operation`.
  package let lineage: [String]
  package let withAudio: Bool
  /// Whether it shall be tiny, whatever `size` and `seconds` say.
  package let instant: Bool
}
