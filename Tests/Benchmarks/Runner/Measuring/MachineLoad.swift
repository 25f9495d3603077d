#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What else the machine does.
enum MachineLoad {
  /// How many processes wanted to run in the last minute, on average.
  static func now() -> Double {
    var average = 0.0
    return getloadavg(&average, 1) == 1 ? average : .nan
  }
}
