private import CFuzzer
import ReelTestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Gives one fuzz target to libFuzzer, which reads the arguments. `run.sh` starts it.
@main
enum FuzzRunner {
  /// The target, from the environment: arguments are libFuzzer's.
  static let target: FuzzTarget = {
    let name = unsafe getenv("REEL_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
      print("REEL_FUZZ_TARGET has to be one of \(names)")
      exit(2)
    }
    return target
  }()

  static func run(_ bytes: [UInt8]) {
    do {
      try target.run(bytes)
    } catch {
      fatalError(error.message)
    }
  }

  static func main() {
    _ = target
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
      unsafe CommandLine.unsafeArgv
    exit(
      unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        FuzzRunner.run(unsafe Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
      })
  }
}
