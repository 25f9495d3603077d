import ReelBasics
import ReelEmulator

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An emulator that serves, with all that it draws with.
final class RunningEmulator: Sendable {
  /// Why it does not start.
  struct Failure: Error {
    let message: String
  }

  let baseURL: String
  let emulator: Emulator

  /// Starts one, with a clock other than the real one where `timer` gives it.
  init(
    options: EmulatorOptions, environment: Environment, timer: (any EmulatorTimer)? = nil
  ) throws(Failure) {
    guard let scratch = ScratchFolder(environment: environment) else {
      throw Failure(message: "the system gives no temporary folder")
    }
    let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    let studio = EmulatorStudio(scratch: scratch, environment: environment, width: cores)
    do {
      emulator = try Emulator(options: options, renderer: studio, reader: studio, timer: timer)
      _ = try emulator.start()
    } catch {
      throw Failure(message: "\(error)")
    }
    guard let address = emulator.baseURL else { throw Failure(message: "it has no address") }
    baseURL = address
  }

  func stop() { emulator.stop() }
}
