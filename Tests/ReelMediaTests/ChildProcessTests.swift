import ReelBasics
import Testing

@testable import ReelMedia

@Suite(.timeLimit(.minutes(10))) struct ChildProcessTests {
  let threads = WorkerThreads(width: 4)

  private func shell(
    _ script: String, timeLimit: Duration = .seconds(60), outputLimit: Int = 1 << 20,
    environment: [String: String] = ["PATH": "/usr/bin:/bin"]
  ) throws -> ChildProcess {
    try ChildProcess(
      program: "sh", arguments: ["-c", script], environment: environment, timeLimit: timeLimit,
      outputLimit: outputLimit)
  }

  @Test func `both outputs and the status come back`() async throws {
    let outcome = try await shell("echo out; echo err >&2; exit 7").run(on: threads)
    #expect(outcome.status == 7)
    #expect(outcome.output == Array("out\n".utf8))
    #expect(outcome.errors == Array("err\n".utf8))
  }

  @Test func `it sees its own environment and an empty input`() async throws {
    let outcome = try await shell(
      "cat; echo $WORD$HOME", environment: ["PATH": "/usr/bin:/bin", "WORD": "given"]
    ).run(on: threads)
    #expect(outcome.output == Array("given\n".utf8))
  }

  @Test func `more output than wanted is read and dropped`() async throws {
    let outcome = try await shell(
      "head -c 3000000 /dev/zero; echo done >&2", outputLimit: 1000
    ).run(on: threads)
    #expect(outcome.output.count == 1000)
    #expect(outcome.errors == Array("done\n".utf8))
  }

  @Test func `the time limit ends it and what it started`() async throws {
    let child = try shell("sleep 1000 & sleep 1000", timeLimit: .milliseconds(50))
    let error = await #expect(throws: MediaError.self) { try await child.run(on: threads) }
    #expect(error?.code == .timedOut)
  }

  @Test func `who does not listen to TERM is killed`() async throws {
    let child = try shell(
      "trap '' TERM; while :; do sleep 1000; done", timeLimit: .milliseconds(300))
    let error = await #expect(throws: MediaError.self) { try await child.run(on: threads) }
    #expect(error?.code == .timedOut)
  }

  @Test func `cancelling the task ends it`() async throws {
    let child = try shell("sleep 1000")
    let threads = threads
    let task = Task { try await child.run(on: threads) }
    task.cancel()
    let error = await #expect(throws: MediaError.self) { try await task.value }
    #expect(error?.code == .cancelled)
  }

  @Test func `a signal is told as one`() async throws {
    #expect(try await shell("kill -9 $$").run(on: threads).status == -9)
  }

  @Test func `a missing program is said before anything starts`() throws {
    let error = #expect(throws: MediaError.self) {
      try ChildProcess(
        program: "no-such-program", arguments: [], environment: ["PATH": "/usr/bin"],
        timeLimit: .seconds(1))
    }
    #expect(error?.code == .missingDependency)
  }

  @Test func `many at once do not hold up each other`() async throws {
    let threads = threads
    try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for number in 0..<40 {
        let child = try shell("echo \(number)")
        group.addTask { try await child.run(on: threads).output }
      }
      var seen: Set<[UInt8]> = []
      for try await output in group { seen.insert(output) }
      #expect(seen.count == 40)
    }
  }
}
