/// Programs that are run in turns, a round each: what else the machine does meets all of them alike.
struct Contest: Sendable {
  /// One of them.
  struct Contestant: Sendable {
    let name: String
    let command: BenchCommand
    /// What has to be done before every run of it, and is not measured.
    var prepare: (@Sendable () async throws -> Void)?

    init(
      _ name: String, _ command: BenchCommand, prepare: (@Sendable () async throws -> Void)? = nil
    ) {
      self.name = name
      self.command = command
      self.prepare = prepare
    }
  }

  let title: String
  /// The name of the one that ratios are taken to.
  let base: String
  let rounds: Int
  var contestants: [Contestant]
  /// Whether a run of each is not counted first, so that files are in memory.
  var warmsUp = true
  /// Contestants whose instructions are counted, too.
  var counted: Set<String> = []
  /// Those that are not on this machine, with what is missing.
  var missing: [String: String] = [:]

  init(_ title: String, base: String, rounds: Int, _ contestants: [Contestant]) {
    self.title = title
    self.base = base
    self.rounds = rounds
    self.contestants = contestants
  }

  func run(by launcher: Launcher) async throws -> ContestResult {
    let present = contestants.filter { launcher.has($0.command.words[0]) }
    var samples = [Sample](repeating: Sample(), count: present.count)
    for round in (warmsUp ? 0 : 1)...rounds {
      for (index, contestant) in present.enumerated() {
        try await contestant.prepare?()
        let measurement = try await launcher.run(contestant.command)
        if round > 0 { samples[index].add(measurement) }
      }
    }
    for (index, contestant) in present.enumerated() where counted.contains(contestant.name) {
      try await contestant.prepare?()
      samples[index].instructions = try await launcher.instructions(of: contestant.command)
    }
    var missing = missing
    for contestant in contestants where !launcher.has(contestant.command.words[0]) {
      missing[contestant.name] = "there is no \(contestant.command.words[0])"
    }
    return ContestResult(
      title: title, base: base, rounds: rounds, load: MachineLoad.now(),
      rows: zip(present, samples).map { ContestResult.Row(name: $0.name, sample: $1) },
      missing: missing)
  }
}
