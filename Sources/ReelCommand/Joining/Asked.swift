import ReelBasics
import ReelCatalogue
import ReelEmulator
import ReelManifest
import ReelPlan
import ReelProviders

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Who is asked in a run. There is no third way: an emulator of the run's own, which is never given a
/// key; the provider with the user's key; or, where the plan `sends` nothing, nobody.
struct Asked {
  let provider: XAIProvider
  /// Runs until it is stopped.
  let emulator: RunningEmulator?

  /// A name that leads nowhere (RFC 2606).
  private static let nobody = "https://nobody.invalid/v1"
  /// What stands in a key's place where none is needed. Whatever is told is told without it, in any case of
  /// its letters: it is a word that stands in no text.
  private static let noKey = "emulator-takes-any-key"

  /// Asks where the plan `sends` something; `options` say how an emulator is to be, `nil` that the provider is
  /// asked.
  ///
  /// - Throws: what keeps it from being asked, which is said already.
  init(
    sends: Bool, of manifest: Manifest, emulator options: EmulatorOptions?,
    catalogue: Catalogue, _ context: ProcessContext
  ) throws(PlanMaker.Stop) {
    let running: RunningEmulator?
    let baseURL: String
    let key: APIKey?
    if !sends {
      (running, baseURL, key) = (nil, Self.nobody, nil)
    } else if let options {
      let started = try Self.start(options, context)
      (running, baseURL, key) = (started, started.baseURL, nil)
    } else {
      running = nil
      baseURL = manifest.provider.baseURL ?? XAIProvider.usualBaseURL
      key = try Self.key(for: manifest, context)
    }
    emulator = running
    do throws(ProviderError) {
      let key = if let key { key } else { try APIKey(Self.noKey) }
      provider = try XAIProvider(
        baseURL: baseURL, key: key, catalogue: catalogue,
        now: { Int64(time(nil)) })
    } catch {
      running?.stop()
      context.errors.write("reel: \(TerminalText.safe(error.message))\n")
      throw PlanMaker.Stop(status: .usage)
    }
  }

  /// The user's key, from the environment variable that the manifest names.
  ///
  /// - Throws: where there is none, which is said already.
  static func key(
    for manifest: Manifest, _ context: ProcessContext
  ) throws(PlanMaker.Stop) -> APIKey {
    let name = manifest.provider.apiKeyEnv
    if let text = context.environment[name], !text.isEmpty {
      do throws(ProviderError) {
        return try APIKey(text)
      } catch {
        context.errors.write("reel: \(TerminalText.safe(name)): \(error.message)\n")
        throw PlanMaker.Stop(status: .usage)
      }
    }
    context.errors.write(
      """
      reel: no key: the environment variable \(TerminalText.safe(name)) is not set, and something \
      has to be asked for.
        Get a key at https://console.x.ai and set it:  export \(TerminalText.safe(name))=…
        Or try it without, for nothing:                --emulator

      """)
    throw PlanMaker.Stop(status: .usage)
  }

  /// The host that a manifest's settings lead to.
  static func host(_ settings: ProviderSettings) -> String? {
    XAIProvider.host(ofBaseURL: settings.baseURL ?? XAIProvider.usualBaseURL)
  }

  private static func start(
    _ options: EmulatorOptions, _ context: ProcessContext
  ) throws(PlanMaker.Stop) -> RunningEmulator {
    do {
      return try RunningEmulator(options: options, environment: context.environment)
    } catch {
      context.errors.write("reel: the emulator does not start: \(error.message)\n")
      throw PlanMaker.Stop(status: .usage)
    }
  }
}
