import ReelBasics
import ReelHTTP

/// The results in an answer, in every shape known.
struct XAIResults {
  /// More than one answer can bring.
  private static let mostPictures = 100
  private static let maximumModelBytes = 256
  private static let maximumFileBytes = 512
  private static let maximumPromptCharacters = 10_000
  /// A hundred thousand dollars: no answer costs more, and sums of it stay within all bounds.
  private static let maximumTicks: Int64 = 100_000 * Ticks.perDollar

  let root: JSONValue
  let words: ProviderWords
  /// The texts that are in files, by what stands in their place.
  let spilled: [String: HTTPSpilledText]

  init(root: JSONValue, words: ProviderWords, spilled: [HTTPSpilledText] = []) {
    self.root = root
    self.words = words
    self.spilled = Dictionary(spilled.map { ($0.placeholder, $0) }) { first, _ in first }
  }

  /// What stands in a place for a result.
  private enum Place {
    case absent
    /// An error is, in the place of a result.
    case failed
    /// It is said that moderation took it.
    case moderated
    /// Something is there that was made, and cannot be read: why.
    case unreadable(String)
    case content(ProviderResults.Item.Content)

    var content: ProviderResults.Item.Content? {
      guard case .content(let content) = self else { return nil }
      return content
    }

    /// What it is for a list; `nil` where nothing was made.
    var item: ProviderResults.Item.Content? {
      switch self {
      case .absent, .moderated: .moderated
      case .failed: nil
      case .unreadable(let reason): .unreadable(reason: reason)
      case .content(let content): content
      }
    }

    /// This, unless there is more in another place.
    func or(_ other: @autoclosure () -> Place) -> Place {
      switch self {
      case .content, .failed, .moderated: return self
      case .absent: return other()
      case .unreadable:
        let other = other()
        return if case .content = other { other } else { self }
      }
    }
  }

  /// The pictures of an answer; `nil` where it has no list of them.
  ///
  /// An entry without a picture keeps its place: moderation took it, unless an error is told in it, as
  /// nothing else leaves one. So does one that cannot be read: the others were paid for too. So was what
  /// nobody asked for.
  var pictures: [ProviderResults.Item]? {
    guard let entries = root["data"]?.elements else { return nil }
    return entries.prefix(Self.mostPictures).compactMap { entry -> ProviderResults.Item? in
      guard let content = picture(entry).item else { return nil }
      return ProviderResults.Item(
        content,
        revisedPrompt: entry["revised_prompt"]?.string.flatMap { prompt in
          prompt.isEmpty ? nil : words.text(prompt, limit: Self.maximumPromptCharacters)
        }, stored: stored(entry), publicAddress: publicAddress(entry))
    }
  }

  /// What the provider says of entries that bring nothing but an error.
  var shortfall: String? {
    let entries = (root["data"]?.elements ?? []).prefix(Self.mostPictures)
    return entries.lazy.compactMap { entry -> String? in
      guard case .failed = picture(entry) else { return nil }
      let failure = XAIFailure(entry)
      return (failure.message ?? failure.code).map { words.line($0) }
    }.first
  }

  /// Whether something came that was made and that nobody can read, of pictures or of a film.
  var hasUnreadable: Bool {
    func isUnreadable(_ place: Place) -> Bool {
      if case .unreadable = place { true } else { false }
    }
    return (root["data"]?.elements ?? []).contains { isUnreadable(picture($0)) }
      || (!saysModerated && isUnreadable(filmPlace))
  }

  /// Whether moderation is said to have taken something.
  var saysModerated: Bool {
    ([root] + films).contains(where: Self.isModerated)
      || (root["data"]?.elements ?? []).contains { entry in
        if case .moderated = picture(entry) { true } else { false }
      }
  }

  /// The film of an answer, unless moderation took it.
  var film: ProviderResults.Item? {
    guard !saysModerated else { return nil }
    return filmPlace.content.map { content in
      ProviderResults.Item(
        content, stored: films.lazy.compactMap(stored).first,
        publicAddress: films.lazy.compactMap(publicAddress).first)
    }
  }

  private var filmPlace: Place {
    let places =
      films.map { $0.string ?? $0["url"]?.string }
      + [root["video_url"], root["url"], root["content"]?["url"]].map { $0?.string }
      + films.map { $0["file_output"]?["public_url"]?.string }
    return places.reduce(.absent) { $0.or(place($1)) }
  }

  /// Whether the answer has a place for a film, be it empty.
  var hasFilm: Bool { !films.isEmpty }

  /// The model that served.
  var model: String? { words.token(root["model"]?.string, limit: Self.maximumModelBytes) }

  /// What it cost.
  var cost: Ticks? { Self.cost(root) }

  /// What the provider says an answer cost: `usage.cost_in_usd_ticks`, 10^10 to the dollar.
  static func cost(_ root: JSONValue) -> Ticks? {
    [root["usage"], root["response"]?["usage"]].lazy.compactMap { usage -> Ticks? in
      guard let value = usage?["cost_in_usd_ticks"],
        let count = value.integer ?? value.string.flatMap({ Int64($0) }),
        (0...maximumTicks).contains(count)
      else { return nil }
      return Ticks(count)
    }.first
  }

  /// The file that an object names, with when it goes.
  static func file(_ object: JSONValue, id: String, words: ProviderWords) -> ProviderFile? {
    words.token(object[id]?.string, limit: maximumFileBytes).map { name in
      let expires = object["expires_at"]
      return ProviderFile(
        id: name, expires: expires?.integer ?? expires?.string.flatMap { Int64($0) })
    }
  }

  private func stored(_ entry: JSONValue) -> ProviderFile? {
    entry["file_output"].flatMap { Self.file($0, id: "file_id", words: words) }
  }

  private func publicAddress(_ entry: JSONValue) -> String? {
    let address = entry["file_output"]?["public_url"]?.string
    return address?.hasBytePrefix("data:") == true
      ? nil : words.token(address, limit: WebAddress.maximumBytes)
  }

  private var films: [JSONValue] {
    [root["video"], root["response"]?["video"], root["videos"]?.elements?.first]
      .compactMap { $0 }.filter { $0 != .null }
  }

  private func picture(_ entry: JSONValue) -> Place {
    guard !Self.isModerated(entry) else { return .moderated }
    // Bytes that are here already need no second request.
    let found = bytes(entry["b64_json"]?.string)
      .or(place(entry.string ?? entry["url"]?.string))
      .or(place(entry["file_output"]?["public_url"]?.string))
    guard case .absent = found else { return found }
    let failure = XAIFailure(entry)
    return failure.isModeration ? .moderated : failure.isParsed ? .failed : .absent
  }

  private func file(_ text: String) -> ProviderResults.Item.Content? {
    spilled[text].map { .file(path: $0.path, digest: $0.digest) }
  }

  /// A text of base64, in a file or here.
  private func bytes(_ text: String?) -> Place {
    guard let text, !text.isEmpty else { return .absent }
    let content = file(text) ?? Base64Text.decode(text).map { .bytes($0) }
    return content.map { .content($0) } ?? .unreadable("its base64 cannot be read")
  }

  private static func isModerated(_ object: JSONValue) -> Bool {
    object["respect_moderation"]?.bool == false
      || object["block_reason"]?.string?.isEmpty == false
  }

  /// An address, which may hold the bytes itself.
  private func place(_ url: String?) -> Place {
    guard let url, !url.isEmpty else { return .absent }
    if url.hasBytePrefix("data:") || spilled[url] != nil { return bytes(url) }
    let address = words.token(url, limit: WebAddress.maximumBytes)
    return address.map { .content(.address($0)) }
      ?? .unreadable("its address is too long, or cannot be read")
  }
}
