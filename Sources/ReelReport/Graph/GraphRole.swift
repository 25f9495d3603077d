package import ReelCatalogue

/// Why one thing needs another. The raw value stands in JSON.
package enum GraphRole: String, Sendable, Hashable, CaseIterable {
  case source
  case reference
  case lastFrame = "last-frame"
  case keyframe
  case mask
  /// It has to be done first, and nothing comes from it.
  case needs

  /// What an input is.
  package init(_ role: InputRole) {
    switch role {
    case .source: self = .source
    case .reference: self = .reference
    case .lastFrame: self = .lastFrame
    case .keyframe: self = .keyframe
    }
  }

  /// The role in words.
  package var title: String { self == .lastFrame ? "last frame" : rawValue }
}
