/// What a rendered film shows. Equal scenes give equal bytes on the same ffmpeg.
package struct FilmScene: Sendable, Hashable {
  /// How the camera moves across a still picture.
  package enum Motion: String, Sendable, Hashable, CaseIterable {
    case pushIn, pullOut, panLeft, panRight

    /// One of them, told by a seed.
    package init(seed: UInt64) {
      var random = SeededRandom(seed: seed)
      self = Motion.allCases[Int(random.next() % UInt64(Motion.allCases.count))]
    }
  }

  /// What the film is made of; bytes are those of whole files.
  package enum Kind: Sendable, Hashable {
    /// The camera moves across a picture for some seconds; where a last one is given, the film fades
    /// into it. A panel (PNG with alpha) stands still over both.
    case still([UInt8], motion: Motion, last: [UInt8]?, overlay: [UInt8]?, seconds: Int)
    /// The film in other colours, as long as it was; over it a panel.
    case edit([UInt8], overlay: [UInt8]?)
    /// The whole film, then seconds in which the camera moves on from its last frame; over these a
    /// panel.
    case extend([UInt8], tailSeconds: Int, overlay: [UInt8]?)
    /// One colour: as little work as a playable film can be.
    case tiny(seconds: Int)
  }

  package let kind: Kind
  /// Pixels, 16…3840; made even.
  package let width: Int
  /// Pixels, 16…3840; made even.
  package let height: Int
  /// Decides colours.
  package let seed: UInt64
  /// Whether there is a (silent) sound track.
  package let sound: Bool

  package init(_ kind: Kind, width: Int, height: Int, seed: UInt64, sound: Bool = true) {
    self.kind = kind
    self.width = width / 2 * 2
    self.height = height / 2 * 2
    self.seed = seed
    self.sound = sound
  }
}
