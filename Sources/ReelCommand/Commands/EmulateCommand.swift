import ReelBasics
import ReelEmulator

/// Serves the provider's API on this machine.
struct EmulateCommand: Command {
  static let name = "emulate"
  let spec = CommandSpec(
    name: Self.name, summary: "Serve the provider's API on this machine, for nothing",
    operands: "",
    options: [
      OptionSpec("port", value: "N", help: "the port on 127.0.0.1; any free one where absent"),
      OptionSpec("require-key", value: "KEY", help: "take this key only"),
    ] + EmulatorArguments.options,
    example: "reel emulate --port 8080 --latency image=300ms,video=1s")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard arguments.operands.isEmpty else { throw UsageError("'emulate' takes no operands") }
    var options = try EmulatorArguments.read(arguments, context: context)
    options.port = UInt16(try arguments.integer("port", in: 0...65535) ?? 0)
    options.requiredKey = arguments.last("require-key")
    do {
      let interrupts = context.interrupts()
      let running = try RunningEmulator(options: options, environment: context.environment)
      context.output.write(running.baseURL + "\n")
      for await _ in interrupts { break }
      running.stop()
      return .success
    } catch {
      context.errors.write("reel: the emulator does not start: \(error.message)\n")
      return .usage
    }
  }
}
