import ReelBasics
import ReelPlan
import ReelStore

/// Records as a run does, with nothing around it.
enum StoreTask {
  /// How many changes are under way at once.
  private static let width = 64

  /// `arguments`: `begin` or `keep`, a state folder, and how many. `begin` puts so many requests on
  /// record; `keep` what they bring, and prints the seconds and CPU seconds that it took and the number
  /// of transactions.
  static func run(_ arguments: [String]) async throws {
    guard arguments.count == 3, let count = Int(arguments[2]) else {
      throw BenchError("child-store takes a step, a folder and a number")
    }
    let state = StateDirectory(arguments[1])
    try state.create()
    let database = try RecordDatabase.open(state) { 1_700_000_000 }
    let requests = try database.openJobs()
    if arguments[0] == "keep", requests.count != count {
      throw BenchError("\(requests.count) requests were begun, not \(count)")
    }
    let (clock, cpu, commits) = (ContinuousClock(), OwnTime.cpu(), database.commits)
    let start = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<count {
        if number >= width { try await group.next() }
        let request = requests.isEmpty ? nil : requests[number]
        group.addTask {
          guard let request else { return try await begin(number, database) }
          try await keep(request, database)
        }
      }
      try await group.waitForAll()
    }
    let seconds = (clock.now - start).inSeconds
    let told = "\(seconds) \(OwnTime.cpu() - cpu) \(database.commits - commits)\n"
    await database.close()
    DescriptorWriter.standardOutput.write(told)
  }

  private static func work(_ number: Int) -> Fingerprint {
    Fingerprint(SHA256.digest("work \(number)"))
  }

  private static func form(_ number: Int) -> String {
    "{\"model\":\"grok-imagine-image\",\"operation\":\"image\",\"prompt\":\"a misty harbour at dawn, "
      + "lanterns, copper rooftops, soft warm rim light, 35mm film grain \(number)\",\"v\":1}"
  }

  private static func begin(_ number: Int, _ database: RecordDatabase) async throws {
    let work = work(number)
    let intent = RequestIntent(
      fingerprint: work, form: form(number), part: 0, slots: [1], attempt: 1, operation: "image",
      model: "grok-imagine-image", host: "api.x.ai", bodyDigest: work.digest, worstCost: nil)
    _ = try await database.begin(intent)
  }

  private static func keep(
    _ request: RecordedRequest, _ database: RecordDatabase
  ) async throws {
    let media = MediaRecord(
      digest: request.fingerprint.digest, mediaType: "image/jpeg", byteCount: 1000, width: 64,
      height: 48)
    let served = ServedBy(
      model: "grok-imagine-image", requestID: "0123456789abcdef0123456789abcdef")
    try await database.keep(
      request.fingerprint, form: "", slots: [1: .kept(media, served)],
      request: request.request.id, collects: true)
  }
}
