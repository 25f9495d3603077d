package import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that is run once, without a shell, and waited for.
package struct ChildProcess: Sendable {
  /// How a program ended and what it wrote.
  package struct Outcome: Sendable, Hashable {
    /// 0–255, or minus the number of the signal that ended it.
    package let status: Int
    /// What it wrote to standard output, up to the limit.
    package let output: [UInt8]
    /// What it wrote to standard error, up to the limit.
    package let errors: [UInt8]
  }

  /// The program's path.
  private let path: String
  private let arguments: [String]
  private let environment: [String: String]
  private let timeLimit: Duration
  private let outputLimit: Int

  /// - Parameters:
  ///   - program: a name, looked for in `PATH` of the environment given here.
  ///   - arguments: without the program's own name.
  ///   - environment: all that the program gets to see. Give it no secrets.
  ///   - timeLimit: after it the program and what it started get SIGTERM, 2 s later SIGKILL.
  ///   - outputLimit: bytes kept of each of its two outputs; the rest is read and dropped.
  /// - Throws: `missingDependency` where there is no such program.
  package init(
    program: String, arguments: [String], environment: [String: String], timeLimit: Duration,
    outputLimit: Int = 1 << 20
  ) throws(MediaError) {
    let folders = environment["PATH"]?.parts(between: UInt8(ascii: ":")) ?? []
    let paths = folders.map { "\($0)/\(program)" }
    guard let path = paths.first(where: { unsafe access($0, X_OK) == 0 }) else {
      throw MediaError(.missingDependency, "there is no program \(program) in PATH")
    }
    self.path = path
    self.arguments = [program] + arguments
    self.environment = environment
    self.timeLimit = timeLimit
    self.outputLimit = outputLimit
  }

  /// Runs the program; a cancelled task ends it.
  ///
  /// - Throws: `timedOut`, `cancelled`, or `programFailed` where it cannot be started. A status
  ///   other than 0 is no error here.
  package func run(on threads: WorkerThreads) async throws(MediaError) -> Outcome {
    let isCancelled = Locked(false)
    let result: Result<Outcome, MediaError>
    do {
      result = try await withTaskCancellationHandler {
        .success(try await threads.run { try runBlocking { isCancelled.withLock { $0 } } })
      } onCancel: {
        isCancelled.withLock { $0 = true }
      }
    } catch let error as MediaError {
      result = .failure(error)
    } catch {
      result = .failure(MediaError(.programFailed, "\(error)"))
    }
    return try result.get()
  }

  private func runBlocking(isCancelled: () -> Bool) throws(MediaError) -> Outcome {
    guard !isCancelled() else { throw MediaError(.cancelled, "\(arguments[0]) was not started") }
    var output = try Pipe(limit: outputLimit)
    defer { output.close() }
    var errors = try Pipe(limit: outputLimit)
    defer { errors.close() }
    let child = try SpawnedChild(
      path: path, arguments: arguments, environment: environment, output: output.writeEnd,
      errors: errors.writeEnd)
    output.closeWriteEnd()
    errors.closeWriteEnd()
    var ending = Ending(deadline: ContinuousClock.now + timeLimit)
    while true {
      Pipe.wait(for: output, errors)
      output.drain()
      errors.drain()
      ending.check(child, isCancelled: isCancelled)
      if output.isOpen || errors.isOpen, ending.mayWaitForOutput { continue }
      if let status = child.status() {
        if let reason = ending.reason { throw reason(arguments[0]) }
        return Outcome(status: status, output: output.bytes, errors: errors.bytes)
      }
    }
  }

  /// Ends a child that has to end: politely, then not.
  private struct Ending {
    let deadline: ContinuousClock.Instant
    private(set) var reason: ((String) -> MediaError)?
    private var killAt: ContinuousClock.Instant?
    private var isKilled = false

    init(deadline: ContinuousClock.Instant) { self.deadline = deadline }

    /// A grandchild may hold the pipes open for ever: after the end nobody waits for them.
    var mayWaitForOutput: Bool { reason == nil }

    mutating func check(_ child: SpawnedChild, isCancelled: () -> Bool) {
      let now = ContinuousClock.now
      if reason == nil {
        if isCancelled() {
          reason = { MediaError(.cancelled, "\($0) was ended, because the work was cancelled") }
        } else if now >= deadline {
          reason = { MediaError(.timedOut, "\($0) did not end in time") }
        } else {
          return
        }
        child.signal(SIGTERM)
        killAt = now + .seconds(2)
      } else if let killAt, now >= killAt, !isKilled {
        child.signal(SIGKILL)
        isKilled = true
      }
    }
  }
}
