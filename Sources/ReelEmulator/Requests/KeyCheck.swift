/// Who may ask. A key is looked at and never kept.
struct KeyCheck: Sendable {
  let required: String?

  /// Whether a text looks like a key that costs money: `xai-` and 40 characters or more.
  static func looksReal(_ key: some StringProtocol) -> Bool {
    key.hasPrefix("xai-") && key.count >= 44
  }

  /// Refuses a request by its `Authorization` header, if a key is needed at all or looks real.
  func check(_ header: String?, isNeeded: Bool) throws(APIError) {
    let words = (header ?? "").split { $0.isWhitespace || $0 == "," }
    if words.contains(where: Self.looksReal) {
      // About the account: no asset is to blame, and none is to remember it.
      throw APIError(
        status: 401, code: "unauthenticated",
        message: "This is an emulator, and the key looks like a real one. Never send a real key to"
          + " an emulator: use any other text. The key was not kept.")
    }
    guard isNeeded else { return }
    guard words.count == 2, words[0].lowercased() == "bearer" else {
      throw APIError(
        status: 401, code: "unauthenticated",
        message: "No credentials: send the header `Authorization: Bearer <key>`.")
    }
    if let required, required != words[1] {
      throw .invalid(
        "Incorrect API key provided: \(Self.masked(words[1]))."
          + " You can obtain an API key from https://console.x.ai.")
    }
  }

  /// Two characters at each end, where the key is long enough to hide the others.
  static func masked(_ key: some StringProtocol) -> String {
    key.count < 8 ? "***" : "\(key.prefix(2))***\(key.suffix(2))"
  }
}
