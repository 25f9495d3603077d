import ReelCatalogue

/// What the emulator holds requests to, where the catalogue has nothing about it.
///
/// The numbers are the provider's, as documented on 20 November 2026.
struct APIRules: Sendable {
  /// How many pictures one request may ask for. (The catalogue's number is what Reel asks for.)
  let results: ClosedRange<Int>
  /// The length that a film has where the request is silent.
  let usualSeconds: Int
  /// What an extension adds where the request is silent.
  let usualTailSeconds: Int
  /// How long a film may be that is extended.
  let extensionInput: ClosedRange<Double>
  /// The largest class that an edited film keeps its size in.
  let editedResolution: ResolutionClass
  /// OpenAI's names of a quality, in xAI's.
  let qualities: [String: String]
  /// Qualities that the schema knows and no model takes.
  let refusedQualities: Set<String>

  /// Models that take a first frame beside reference pictures.
  let pinningModels: Set<String>
  /// The voices that there are.
  let voices: [String]
  /// How long a stored result or file may be kept, in seconds.
  let storedSeconds: ClosedRange<Int>
  /// How many files may have a public address at once.
  let publicFiles: Int
  /// What a request in a batch costs, in percent of the same request alone.
  let batchPercent: Int
  /// Whether the newest shapes alone are taken.
  let isStrict: Bool

  /// All known shapes in, the newest shapes out; or the newest in, too. Instant films last a second,
  /// whatever they stand for, and may be extended all the same.
  static func rules(isStrict: Bool, isInstant: Bool) -> APIRules {
    APIRules(
      results: 1...10, usualSeconds: 8, usualTailSeconds: 6,
      extensionInput: (isInstant ? 0 : 2)...30,
      editedResolution: .p720,
      qualities: isStrict ? [:] : ["standard": "low", "hd": "medium", "high": "medium"],
      refusedQualities: isStrict ? ["high"] : [],
      pinningModels: ["grok-imagine-video-1.5"], voices: ["ara", "eve", "leo", "rex"],
      storedSeconds: 3600...2_592_000, publicFiles: 1000, batchPercent: 50, isStrict: isStrict)
  }
}
