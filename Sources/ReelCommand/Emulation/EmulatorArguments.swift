import ReelBasics
import ReelEmulator

/// The part of a command line that says how an emulator behaves.
enum EmulatorArguments {
  static let options = [
    OptionSpec("latency", value: "TIMES", help: "emulator: how long it takes (image=2s,video=20s)"),
    OptionSpec("seed", value: "N", help: "emulator: another number, other pictures"),
    OptionSpec("render", value: "full|instant", help: "emulator: 'instant' serves tiny media"),
    OptionSpec("limit", value: "rps=N", help: "emulator: so many requests a second, then 429"),
    OptionSpec("strict", help: "emulator: take the newest shapes of requests only"),
    OptionSpec("faults", value: "FILE", help: "emulator: rules for what goes wrong (YAML)"),
    OptionSpec("shape", value: "NAME,…", help: "emulator: older answers: june, old, gateway, …"),
    OptionSpec("ttl", value: "TIME", help: "emulator: how long media addresses work, as 30s"),
    OptionSpec("ledger", value: "FILE", help: "emulator: append all that is billed, as NDJSON"),
  ]

  /// The options of the emulator that a line gives.
  static func read(
    _ arguments: ArgumentScanner.Result, context: ProcessContext
  ) throws(UsageError) -> EmulatorOptions {
    var options = EmulatorOptions()
    if let seed = arguments.last("seed") {
      guard let number = UInt64(seed) else {
        throw UsageError("'--seed' takes a whole number, not '\(seed)'")
      }
      options.seed = number
    }
    for (medium, time) in try list("latency", arguments) {
      guard let duration = duration(time) else {
        throw UsageError("'--latency' takes times such as image=300ms,video=20s, not '\(time)'")
      }
      switch medium {
      case "image": options.imageLatency = duration
      case "video": options.videoLatency = duration
      default: throw UsageError("'--latency' knows image and video, not '\(medium)'")
      }
    }
    for (name, value) in try list("limit", arguments) {
      guard name == "rps", let rate = Double(value), rate > 0,
        rate <= EmulatorOptions.mostRequestsPerSecond
      else {
        throw UsageError("'--limit' takes rps=N, not '\(name)=\(value)'")
      }
      options.requestsPerSecond = rate
    }
    if let rendering = try arguments.choice(
      "render", of: EmulatorOptions.Rendering.allCases.map(\.rawValue))
    {
      options.rendering = EmulatorOptions.Rendering(rawValue: rendering) ?? .full
    }
    if let time = arguments.last("ttl") {
      guard let duration = duration(time) else {
        throw UsageError("'--ttl' takes a time such as 30s, not '\(time)'")
      }
      options.timeToLive = duration
    }
    options.isStrict = arguments.has("strict")
    for text in arguments.all("shape") {
      do {
        options.shape = try AnswerShape(text)
      } catch {
        throw UsageError("'--shape': \(error)")
      }
    }
    for path in arguments.all("faults") {
      options.faults += try faults(path, arguments, context: context)
    }
    options.ledgerPath = arguments.last("ledger").map(context.absolute)
    return options
  }

  /// The rules of a file; what is wrong with it is printed as for a manifest.
  private static func faults(
    _ path: String, _ arguments: ArgumentScanner.Result, context: ProcessContext
  ) throws(UsageError) -> [FaultRule] {
    let file = FaultFile()
    let rules = file.read(path: context.absolute(path), name: path)
    let findings = file.diagnostics
    let printer = DiagnosticPrinter(
      format: .text,
      style: TextStyle(option: arguments.last("color"), context: context, writer: context.errors),
      context: context)
    context.errors.write(printer.print(findings.sorted, dropped: findings.dropped))
    guard !findings.hasErrors else { throw UsageError("'--faults': \(path) cannot be used") }
    return rules
  }

  private static func list(
    _ name: String, _ arguments: ArgumentScanner.Result
  ) throws(UsageError) -> [(String, String)] {
    var pairs: [(String, String)] = []
    for text in arguments.all(name).flatMap({ $0.parts(between: UInt8(ascii: ",")) }) {
      guard let (key, value) = text.cut(atFirst: UInt8(ascii: "=")), !key.isEmpty, !value.isEmpty
      else {
        throw UsageError("'--\(name)' takes name=value, not '\(text)'")
      }
      pairs.append((String(key), String(value)))
    }
    return pairs
  }

  /// A time such as `300ms`, `2s`, `1.5s`, `1m`; at most an hour.
  static func duration(_ text: String) -> Duration? {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60)]
    guard let unit = units.first(where: { text.hasSuffix($0.0) }),
      let number = Double(text.dropLast(unit.0.count)), number >= 0, number * unit.1 <= 3600
    else { return nil }
    return .seconds(number * unit.1)
  }
}
