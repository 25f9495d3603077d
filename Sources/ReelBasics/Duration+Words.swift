extension Duration {
  /// The time in words that fit a column: `0.3s`, `12.0s`, `3m04s`, `1h02m`.
  package var brief: String {
    let seconds = max(0, self / .seconds(1))
    switch seconds {
    case ..<60:
      let tenths = Int((seconds * 10).rounded())
      return tenths < 600 ? "\(tenths / 10).\(tenths % 10)s" : "1m00s"
    case ..<3600:
      // Dividing may give a little less than a whole number.
      let whole = components.seconds
      return "\(whole / 60)m\(Self.twoDigits(whole % 60))s"
    default:
      let minutes = components.seconds / 60
      return "\(minutes / 60)h\(Self.twoDigits(minutes % 60))m"
    }
  }

  /// The time in words without parts of a second, for what is only expected: `9s`, `3m04s`, `1h02m`.
  package var rounded: String {
    let seconds = max(1, (self / .seconds(1)).rounded())
    return seconds < 60 ? "\(Int(seconds))s" : Duration.seconds(seconds).brief
  }

  /// The time in words that change once a second: `9s`, `3m04s`, `1h02m`.
  package var whole: String {
    let seconds = max(0, components.seconds)
    return seconds < 60 ? "\(seconds)s" : Duration.seconds(seconds).brief
  }

  /// The time in words for what nobody knows better: `40 s`, `4 min`, `1 h 20 min`.
  package var about: String {
    let seconds = max(1, (self / .seconds(1)).rounded())
    switch seconds {
    case ..<20: return "\(Int(seconds)) s"
    case ..<55: return "\(Int((seconds / 5).rounded()) * 5) s"
    case ..<3570: return "\(Int((seconds / 60).rounded())) min"
    default:
      let minutes = Int((seconds / 60).rounded())
      return "\(minutes / 60) h \(Self.twoDigits(minutes % 60)) min"
    }
  }

  private static func twoDigits(_ number: some BinaryInteger) -> String {
    number < 10 ? "0\(number)" : "\(number)"
  }
}
