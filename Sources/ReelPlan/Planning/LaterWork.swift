import ReelBasics
import ReelManifest

/// What is asked for behind others, of which only the run knows what it is. Assets of one with the same
/// words and the same inputs ask for one work then, whatever that is; so do those that build on them.
struct LaterWork {
  /// The first of those with the same words, and the most that is counted for any of them.
  private struct Counted {
    let asset: Asset
    var low: Ticks
  }

  /// Assets that look the same.
  private struct Group {
    /// The one that was added first, as long as it is alone: most are.
    private var first: Counted?
    /// Those of which the words differ, by the digest of these.
    private var counted: [Fingerprint: Counted] = [:]

    /// Gives what is to be counted, and the asset with the same words that was added first.
    mutating func add(
      _ asset: Asset, low: Ticks, provider: String
    ) -> (low: Ticks, twin: Asset?) {
      guard let first else {
        guard !counted.isEmpty else {
          self.first = Counted(asset: asset, low: low)
          return (low, nil)
        }
        return add(asset, low: low, words: Self.words(asset, provider))
      }
      self.first = nil
      counted[Self.words(first.asset, provider)] = first
      return add(asset, low: low, words: Self.words(asset, provider))
    }

    private mutating func add(
      _ asset: Asset, low: Ticks, words: Fingerprint
    ) -> (low: Ticks, twin: Asset?) {
      guard let before = counted[words] else {
        counted[words] = Counted(asset: asset, low: low)
        return (low, nil)
      }
      guard low > before.low else { return (.zero, before.asset) }
      counted[words]?.low = low
      return (low - before.low, before.asset)
    }

    /// All that an asset asks for, but its inputs.
    private static func words(_ asset: Asset, _ provider: String) -> Fingerprint {
      FingerprintForm.fingerprint(of: asset, provider: provider, inputs: [])
    }
  }

  private let provider: String
  /// By what is looked at soonest, the inputs among it.
  private var groups: [Int: Group] = [:]
  /// Assets that bring what another one brings, and the first that does.
  private var twins: [AssetID: AssetID] = [:]

  init(provider: String) { self.provider = provider }

  /// Adds an asset that costs `low` at least.
  ///
  /// - Returns: what that is beyond those that ask for the same and were added before.
  mutating func add(_ asset: Asset, low: Ticks) -> Ticks {
    let look = look(of: asset)
    let added = groups[look, default: Group()].add(asset, low: low, provider: provider)
    if let twin = added.twin { note(asset, asksAs: twin) }
    return added.low
  }

  /// Takes note that two assets ask for the same. Where it is finished and chosen from alike, what builds
  /// on one has the same input as what builds on the other.
  mutating func note(_ asset: Asset, asksAs other: Asset) {
    let (one, two) = (asset.finishing, other.finishing)
    guard asset.pick == other.pick, one.size == two.size, one.fit == two.fit,
      one.mask?.target == two.mask?.target
    else { return }
    twins[asset.id] = twins[other.id] ?? other.id
  }

  private func look(of asset: Asset) -> Int {
    var hasher = Hasher()
    hasher.combine(asset.operation)
    hasher.combine(asset.model)
    hasher.combine(asset.take)
    hasher.combine(asset.prompt)
    for input in asset.inputs {
      hasher.combine(input.role)
      hasher.combine(input.thirds)
      if case .asset(let id, let variant) = input.target, let twin = twins[id] {
        hasher.combine(InputTarget.asset(twin, variant: variant))
      } else {
        hasher.combine(input.target)
      }
    }
    return hasher.finalize()
  }
}
