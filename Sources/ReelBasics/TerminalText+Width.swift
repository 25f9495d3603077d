/// How wide characters are, as terminals count: by Unicode 18.0 (East Asian width and emoji).
extension TerminalText {
  /// How many columns a character takes: two for East Asian wide letters and emoji, none for a mark
  /// by itself.
  ///
  /// Terminals differ in emoji that are joined of several; what must stand in its column behind such
  /// is put there.
  package static func width(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    guard let first = scalars.first else { return 0 }
    if scalars.count > 1, first.properties.isEmoji, scalars.dropFirst().contains(where: joins) {
      return 2
    }
    return scalars.reduce(0) { $0 + width(of: $1) }
  }

  /// Whether a scalar makes one picture with the emoji before it: variation selector 16, the joiner, a
  /// skin tone, the second letter of a flag.
  private static func joins(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\u{FE0F}" || scalar == "\u{200D}" || scalar.properties.isEmojiModifier
      || (0x1F1E6...0x1F1FF).contains(scalar.value)
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Vowels and final consonants of Hangul stand within the syllable that their first letter began.
    if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
    return scalar.properties.isEmojiPresentation || isWide(value) ? 2 : 1
  }

  /// East Asian width W or F, for what is not an emoji. What is not assigned between two such counts
  /// as one, too.
  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    return wide.contains { $0.contains(value) }
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E,
    0x3041...0x3247, 0x3250...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FE3, 0x16FF2...0x191D2,
    0x1AFF0...0x1B2FB, 0x1D300...0x1D376, 0x1F1AE...0x1F1AE, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}
