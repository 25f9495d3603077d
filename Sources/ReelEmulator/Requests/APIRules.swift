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

  /// All known shapes in, the newest shapes out.
  static let lenient = APIRules(
    results: 1...10, usualSeconds: 8, usualTailSeconds: 6, extensionInput: 2...30,
    editedResolution: .p720, qualities: ["standard": "low", "hd": "medium", "high": "medium"])
}
