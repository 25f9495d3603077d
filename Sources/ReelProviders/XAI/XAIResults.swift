import ReelBasics

/// The results in an answer, in every shape known.
struct XAIResults {
  private static let maximumModelBytes = 256
  private static let maximumPromptCharacters = 10_000

  let root: JSONValue
  let words: ProviderWords

  /// The pictures of an answer; `nil` where it has no list of them.
  ///
  /// An entry without a picture keeps its place: moderation took it, since nothing else leaves one.
  func pictures(atMost count: Int) -> [ProviderResults.Item]? {
    root["data"]?.elements?.prefix(count).map { entry in
      ProviderResults.Item(
        picture(entry) ?? .moderated,
        revisedPrompt: entry["revised_prompt"]?.string.flatMap { prompt in
          prompt.isEmpty ? nil : words.text(prompt, limit: Self.maximumPromptCharacters)
        })
    }
  }

  /// Whether moderation is said to have taken something.
  var saysModerated: Bool {
    let objects = [root] + (root["data"]?.elements ?? []) + films
    return objects.contains(where: Self.isModerated)
  }

  /// The film of an answer, unless moderation took it.
  var film: ProviderResults.Item.Content? {
    guard !saysModerated else { return nil }
    let places =
      films.map { $0.string ?? $0["url"]?.string }
      + [root["video_url"], root["url"], root["content"]?["url"]].map { $0?.string }
      + films.map { $0["file_output"]?["public_url"]?.string }
    return places.lazy.compactMap(content).first
  }

  /// Whether the answer has a place for a film, be it empty.
  var hasFilm: Bool { !films.isEmpty }

  /// The model that served.
  var model: String? { words.token(root["model"]?.string, limit: Self.maximumModelBytes) }

  /// What it cost.
  var cost: Ticks? { Self.cost(root) }

  /// What the provider says an answer cost: `usage.cost_in_usd_ticks`, 10^10 to the dollar.
  static func cost(_ root: JSONValue) -> Ticks? {
    guard
      let value = root["usage"]?["cost_in_usd_ticks"]
        ?? root["response"]?["usage"]?["cost_in_usd_ticks"],
      let count = value.integer ?? value.string.flatMap({ Int64($0) }), count >= 0
    else { return nil }
    return Ticks(count)
  }

  private var films: [JSONValue] {
    [root["video"], root["response"]?["video"], root["videos"]?.elements?.first]
      .compactMap { $0 }.filter { $0 != .null }
  }

  private func picture(_ entry: JSONValue) -> ProviderResults.Item.Content? {
    guard !Self.isModerated(entry) else { return nil }
    // Bytes that are here already need no second request.
    if let bytes = entry["b64_json"]?.string.flatMap(Base64Text.decode) { return .bytes(bytes) }
    return content(entry.string ?? entry["url"]?.string)
      ?? content(entry["file_output"]?["public_url"]?.string)
  }

  private static func isModerated(_ object: JSONValue) -> Bool {
    object["respect_moderation"]?.bool == false
      || object["block_reason"]?.string?.isEmpty == false
  }

  private func content(_ url: String?) -> ProviderResults.Item.Content? {
    if let url, url.hasPrefix("data:") { return Base64Text.decode(url).map { .bytes($0) } }
    return words.token(url, limit: WebAddress.maximumBytes).map { .address($0) }
  }
}
