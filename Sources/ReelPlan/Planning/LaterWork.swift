import ReelBasics
import ReelManifest

/// What is asked for behind others, of which only the run knows what it is. Assets of one with the same
/// words and the same inputs ask for one work then, whatever that is.
struct LaterWork {
  /// Assets that look the same.
  private struct Group {
    /// The one that was added first, as long as it is alone: most are.
    private var first: (asset: Asset, low: Ticks)?
    /// The most that is counted for any of those with the same words, by the digest of these.
    private var lows: [Fingerprint: Ticks] = [:]

    mutating func add(_ asset: Asset, low: Ticks, provider: String) -> Ticks {
      guard let first else {
        guard !lows.isEmpty else {
          self.first = (asset, low)
          return low
        }
        return add(low, of: Self.words(asset, provider))
      }
      self.first = nil
      lows[Self.words(first.asset, provider)] = first.low
      return add(low, of: Self.words(asset, provider))
    }

    private mutating func add(_ low: Ticks, of words: Fingerprint) -> Ticks {
      let counted = lows[words] ?? .zero
      guard low > counted else { return .zero }
      lows[words] = low
      return low - counted
    }

    /// All that an asset asks for, but its inputs.
    private static func words(_ asset: Asset, _ provider: String) -> Fingerprint {
      FingerprintForm.fingerprint(of: asset, provider: provider, inputs: [])
    }
  }

  private let provider: String
  /// By what is looked at soonest, the inputs among it.
  private var groups: [Int: Group] = [:]

  init(provider: String) { self.provider = provider }

  /// Adds an asset that costs `low` at least.
  ///
  /// - Returns: what that is beyond those that ask for the same and were added before.
  mutating func add(_ asset: Asset, low: Ticks) -> Ticks {
    groups[Self.look(of: asset), default: Group()].add(asset, low: low, provider: provider)
  }

  private static func look(of asset: Asset) -> Int {
    var hasher = Hasher()
    hasher.combine(asset.operation)
    hasher.combine(asset.model)
    hasher.combine(asset.take)
    hasher.combine(asset.prompt)
    for input in asset.inputs {
      hasher.combine(input.role)
      hasher.combine(input.thirds)
      hasher.combine(input.target)
    }
    return hasher.finalize()
  }
}
