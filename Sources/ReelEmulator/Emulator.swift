import ReelBasics
package import ReelCatalogue

/// The xAI Imagine REST API on 127.0.0.1.
package final class Emulator: Sendable {
  private enum Phase: Sendable {
    case new, ended
    case running(port: Int)
  }

  private let workshop: Workshop
  private let server: LoopbackServer
  private let phase = Locked(Phase.new)

  /// - Parameters:
  ///   - options: how it behaves.
  ///   - renderer: draws what it hands out.
  ///   - reader: reads what comes in.
  ///   - catalogue: the models, their parameters and prices.
  ///   - timer: the clock; `nil` for the real one.
  ///   - wallClock: milliseconds since 1970, for the ledger and `created`.
  /// - Throws: where the ledger file cannot be opened, or the required key looks real.
  package init(
    options: EmulatorOptions, renderer: any MediaRenderer, reader: any MediaReader,
    catalogue: Catalogue = .xai, timer: (any EmulatorTimer)? = nil,
    wallClock: @escaping @Sendable () -> Int64 = { WallClock.milliseconds }
  ) throws(EmulatorError) {
    if let key = options.requiredKey, KeyCheck.looksReal(key) {
      throw EmulatorError("the required key looks like a real one; an emulator takes none of these")
    }
    workshop = try Workshop(
      options: options, catalogue: catalogue,
      rules: .rules(isStrict: options.isStrict, isInstant: options.rendering == .instant),
      renderer: renderer, reader: reader,
      timer: timer ?? TimerThread(), wallClock: wallClock)
    let service = EmulatorService(workshop: workshop)
    server = LoopbackServer(bodyCap: options.bodyCap) { service.handle($0) }
  }

  deinit { stop() }

  /// Starts to listen; once.
  ///
  /// - Returns: the port.
  /// - Throws: where the port is taken, libmicrohttpd is missing, or it was started before.
  package func start() throws(EmulatorError) -> Int {
    try phase.withLock { phase throws(EmulatorError) in
      guard case .new = phase else { throw EmulatorError("an emulator starts only once") }
      let port = try server.start(port: workshop.options.port)
      phase = .running(port: port)
      return port
    }
  }

  /// The base of its API, as `http://127.0.0.1:8080/v1`; `nil` where it does not run.
  package var baseURL: String? {
    guard case .running(let port) = phase.withLock({ $0 }) else { return nil }
    return "http://127.0.0.1:\(port)/v1"
  }

  /// Answers what waits with 503 and ends. What is not billed by then is not billed.
  package func stop() {
    let isRunning = phase.withLock { phase in
      defer { phase = .ended }
      guard case .running = phase else { return false }
      return true
    }
    workshop.timer.stop()
    if isRunning { server.stop() }
  }

  /// What it was asked for so far, and how much at once.
  package var stats: EmulatorStats { workshop.counter.stats }

  /// Everything billed so far, in order.
  package var ledger: [LedgerEntry] { workshop.ledger.entries }
}
