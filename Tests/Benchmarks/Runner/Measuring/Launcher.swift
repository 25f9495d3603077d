import ReelBasics
import ReelMedia

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs programs through one of C that measures them.
struct Launcher: Sendable {
  /// The longest that anything may take.
  static let timeLimit = Duration.seconds(1_800)

  let environment: [String: String]
  private let program: String
  let scratch: String
  private let threads = WorkerThreads(width: 4)

  /// `program` is the launcher; what programs write is kept in `scratch` while it is wanted.
  init(program: String, scratch: String) throws {
    var environment: [String: String] = [:]
    for name in ["HOME", "PATH", "TMPDIR"] {
      environment[name] = getenv(name).map { String(cString: $0) }
    }
    environment["LC_ALL"] = "C.UTF-8"
    self.environment = environment
    self.program = program
    self.scratch = scratch
  }

  /// Whether there is a program of this name.
  func has(_ program: String) -> Bool {
    program.hasPrefix("/")
      ? access(program, X_OK) == 0
      : (environment["PATH"] ?? "").split(separator: ":").contains {
        access("\($0)/\(program)", X_OK) == 0
      }
  }

  /// Runs a program to its end, and gives what it took.
  func run(_ command: BenchCommand) async throws -> Measurement {
    let name = "\(scratch)/output-\(getpid())-\(Self.number.next())"
    let (output, errors) = (name + ".out", name + ".err")
    defer {
      unlink(output)
      unlink(errors)
    }
    let child = try child(command, output: command.isRead ? output : "/dev/null", errors: errors)
    let outcome = try await child.run(on: threads)
    let numbers = String(decoding: outcome.output, as: UTF8.self).split(
      whereSeparator: \.isWhitespace
    )
    .compactMap { Int64($0) }
    guard outcome.status == 0, numbers.count == 4 else {
      throw BenchError("the launcher failed: \(String(decoding: outcome.errors, as: UTF8.self))")
    }
    let measurement = Measurement(
      wall: Double(numbers[0]) / 1e9, cpu: Double(numbers[1]) / 1e6, peak: numbers[2],
      status: Int(numbers[3]), output: command.isRead ? try Files.read(output) : [],
      errors: String(decoding: try Files.read(errors).suffix(2_000), as: UTF8.self))
    guard command.statuses.contains(measurement.status) else {
      throw BenchError(
        "\(command.words.joined(separator: " ")) ended with \(measurement.status): "
          + measurement.errors)
    }
    return measurement
  }

  /// Runs a program beside `body`, which gets the first line that it writes, and ends it then.
  func serve<Success: Sendable>(
    _ command: BenchCommand, _ body: (String) async throws -> Success
  ) async throws -> Success {
    let output = "\(scratch)/server-\(getpid())-\(Self.number.next()).out"
    try Files.write("", to: output)
    defer { unlink(output) }
    let child = try child(command, output: output, errors: "/dev/null")
    let running = Task { [threads] in try await child.run(on: threads) }
    defer { running.cancel() }
    for _ in 0..<200 {
      let text = String(decoding: try Files.read(output), as: UTF8.self)
      if let end = text.firstIndex(of: "\n") {
        let result = try await body(String(text[..<end]))
        running.cancel()
        _ = await running.result
        return result
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw BenchError("\(command.words.joined(separator: " ")) said nothing in 10 s")
  }

  private func child(
    _ command: BenchCommand, output: String, errors: String
  ) throws -> ChildProcess {
    // It is looked for in PATH, as all are.
    let name = program.split(separator: "/").last.map(String.init) ?? program
    var environment = environment.merging(command.environment) { $1 }
    environment["PATH"] = program.folderOfPath + ":" + (environment["PATH"] ?? "")
    return try ChildProcess(
      program: name, arguments: [command.folder ?? scratch, output, errors] + command.words,
      environment: environment, timeLimit: Self.timeLimit)
  }

  private static let number = Counter()

  /// Tells files of different runs apart.
  private final class Counter: Sendable {
    private let value = Locked(0)

    func next() -> Int {
      value.withLock { value in
        value += 1
        return value
      }
    }
  }
}
