import ReelBasics
import ReelEmulator

@testable import ReelCommand

/// An emulator in the place of the provider, and a manifest that is run against it.
final class ProviderBench: Sendable {
  static let key = "reel-test-key-5f2c9a41d07e"

  let bench: CommandBench
  let emulator: RunningEmulator

  init(
    assets: String, options: EmulatorOptions = EmulatorOptions(),
    timer: (any EmulatorTimer)? = nil
  ) throws {
    bench = try CommandBench(assets: assets)
    emulator = try Self.emulator(options, timer: timer)
  }

  deinit { emulator.stop() }

  static func emulator(
    _ options: EmulatorOptions = EmulatorOptions(), timer: (any EmulatorTimer)? = nil
  ) throws -> RunningEmulator {
    var options = options
    options.rendering = .instant
    return try RunningEmulator(
      options: options, environment: Environment(CommandBench.environment), timer: timer)
  }

  /// What was billed so far.
  var billed: [LedgerLine] { emulator.emulator.ledger.map(LedgerLine.init) }

  /// Runs `reel.yaml` with a key, against this emulator or another address.
  func run(
    _ arguments: [String] = [], at baseURL: String? = nil,
    environment: [String: String] = ["XAI_API_KEY": ProviderBench.key],
    interrupts: AsyncStream<Void>? = nil, errorLine: @escaping @Sendable (String) -> Void = { _ in }
  ) async -> CommandBench.Outcome {
    await bench.run(
      ["run", "reel.yaml", "--base-url", baseURL ?? emulator.baseURL] + arguments,
      environment: environment, interrupts: interrupts, errorLine: errorLine)
  }
}
