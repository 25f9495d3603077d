/// What an input is to the operation. The raw value stands in fingerprints and never changes.
package enum InputRole: String, Sendable, Hashable, CaseIterable {
  /// What is edited, animated or extended; the first frame of an animation.
  case source
  /// A picture that a film is to be like.
  case reference
  /// The picture that a film ends on.
  case lastFrame = "last-frame"
  /// A picture that a film passes at a moment.
  case keyframe

  /// The medium that the role takes under `operation`.
  package func medium(under operation: Operation) -> Medium {
    switch (self, operation) {
    case (.source, .editVideo), (.source, .extendVideo): .video
    default: .image
    }
  }
}
