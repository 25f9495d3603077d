import ReelHTTP

/// Makes a provider's texts fit for people and records: bounded, without control characters, and
/// without the key, even where a server echoes it.
struct ProviderWords: Sendable {
  let key: APIKey?

  /// One line of at most `limit` characters (Unicode scalars).
  func line(_ text: String, limit: Int = 500) -> String {
    let clean = redacted(text, limit: limit) { scalar in
      switch scalar.properties.generalCategory {
      case .lineSeparator, .paragraphSeparator: " "
      case .control: scalar.properties.isWhitespace ? " " : nil
      case .format: nil
      default: scalar
      }
    }
    return clean.split(separator: " ").joined(separator: " ")
  }

  /// A text of several lines, of at most `limit` characters (Unicode scalars).
  func text(_ text: String, limit: Int) -> String {
    redacted(text, limit: limit) { scalar in
      scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
        ? nil : scalar
    }
  }

  /// An identifier or address as it came, save for the key; `nil` where it is empty, longer than
  /// `limit` bytes, or has control characters.
  func token(_ text: String?, limit: Int) -> String? {
    guard let text, !text.isEmpty, text.utf8.count <= limit,
      text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
    else { return nil }
    return String(decoding: key?.redact(Array(text.utf8)) ?? Array(text.utf8), as: UTF8.self)
  }

  /// Where an answer redirects to, in words for a line; `nil` where it does not, or to nowhere.
  func redirect(_ response: HTTPResponse) -> String? {
    guard [301, 302, 303, 307, 308].contains(response.status) else { return nil }
    return token(response.headers["location"], limit: WebAddress.maximumBytes)
      .map { "it redirects to \($0)" }
  }

  // Control characters go before the key is looked for: they could hide it.
  private func redacted(
    _ text: String, limit: Int, _ keep: (Unicode.Scalar) -> Unicode.Scalar?
  ) -> String {
    let window = 4 * limit + APIKey.maximumWrittenBytes
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars where bytes.count <= window {
      guard let kept = keep(scalar) else { continue }
      bytes += UTF8.encode(kept) ?? UTF8.encodedReplacementCharacter
    }
    let isCut = bytes.count > window
    if let key {
      bytes = key.redact(bytes)
      // The text may have been cut in the middle of the key.
      if isCut { bytes.removeLast(min(key.writtenByteCount, bytes.count)) }
    }
    let clean = String(decoding: bytes, as: UTF8.self).unicodeScalars
    guard clean.count > limit else { return String(clean) }
    return String(String.UnicodeScalarView(clean.prefix(limit - 1))) + "…"
  }
}
