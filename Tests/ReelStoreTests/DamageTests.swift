import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Every kind of damage to every file: nothing that was paid for is taken for unpaid.
@Suite(.timeLimit(.minutes(10)))
struct DamageTests {
  enum Damage: CaseIterable {
    case missing, empty, oneByte, half, withoutEnd, garbageAtStart, garbageInTheMiddle
    case garbageAtEnd, zeroes, anotherFile

    func callAsFunction(_ bytes: Data) -> Data? {
      var bytes = bytes
      func garble(_ range: Range<Int>) {
        var random = SeededBytes(seed: 7)
        for index in range.clamped(to: bytes.indices) { bytes[index] = random.next() }
      }
      let middle = bytes.count / 2
      switch self {
      case .missing: return nil
      case .empty: return Data()
      case .oneByte: return bytes.prefix(1)
      case .half: return bytes.prefix(middle + 17)
      case .withoutEnd: return bytes.dropLast(33)
      case .garbageAtStart: garble(0..<3000)
      case .garbageInTheMiddle: garble((middle - 3000)..<(middle + 3000))
      case .garbageAtEnd: garble((bytes.count - 3000)..<bytes.count)
      case .zeroes: return Data(count: bytes.count)
      case .anotherFile: return Data(String(repeating: "not a database ", count: 300).utf8)
      }
      return bytes
    }
  }

  /// What is damaged.
  enum Target: CaseIterable {
    case database, log, index, journal, lock, ballast
    case databaseAndLog, databaseAndJournal, databaseMissingAndJournal

    var files: [String] {
      switch self {
      case .database: ["state.sqlite"]
      case .log: ["state.sqlite-wal"]
      case .index: ["state.sqlite-shm"]
      case .journal: ["journal.ndjson"]
      case .lock: ["lock"]
      case .ballast: ["ballast"]
      case .databaseAndLog: ["state.sqlite", "state.sqlite-wal"]
      case .databaseAndJournal, .databaseMissingAndJournal: ["state.sqlite", "journal.ndjson"]
      }
    }
  }

  /// A state as a run leaves it that ended, and one as it leaves it when it is killed.
  private static let states = Task {
    let folder = try TemporaryFolder()
    let state = try folder.state()
    let lock = try RunLock.acquire(state, as: RunLock.Holder(started: 1, command: "reel"))
    let ballast = Ballast(state)
    try ballast.reserve()
    try ObjectStore(state).keep(Array("1".utf8))
    let database = try RecordDatabase.open(state, ballast: ballast) { 7 }
    try await SampleRecords.write(to: database)
    let killed = try folder.copy()
    await database.close()
    withExtendedLifetime(lock) {}
    return (ended: folder, killed: killed)
  }

  private func state(killed: Bool) async throws -> (TemporaryFolder, StateDirectory) {
    let states = try await Self.states.value
    let folder = try (killed ? states.killed : states.ended).copy()
    return (folder, StateDirectory(folder.path + "/state"))
  }

  @Test(arguments: Target.allCases, Damage.allCases)
  func nothingPaidForIsTakenForUnpaid(_ target: Target, _ damage: Damage) async throws {
    for killed in [false, true] {
      let (folder, state) = try await state(killed: killed)
      for file in target.files {
        guard let bytes = try? folder.data("state/" + file) else { continue }
        let isGone = target == .databaseMissingAndJournal && file == "state.sqlite"
        if let damaged = isGone ? nil : damage(bytes) {
          try folder.write(damaged, to: "state/" + file)
        } else {
          try folder.remove("state/" + file)
        }
      }
      let damaged = try folder.contents()
      let reading = try RecordDatabase.openReadOnly(state, checks: true)
      let expected = try RecordTables(reading, timed: false)
      #expect(try SampleRecords.unpaid(reading).isEmpty)
      await reading.close()
      #expect(try folder.contents() == damaged, "reading changes nothing")

      let lock = try RunLock.acquire(state, as: RunLock.Holder(started: 1, command: "reel"))
      let ballast = Ballast(state)
      try ballast.reserve()
      let database = try RecordDatabase.open(state, ballast: ballast) { 8 }
      #expect(try SampleRecords.unpaid(database).isEmpty)
      #expect(try RecordTables(database, timed: false) == expected, "plan and run agree")
      // Nothing is deleted.
      if let place = database.repair?.movedTo, !place.hasSuffix("-shm") {
        let name = String(place.dropFirst(folder.path.count + 1))
        #expect(try folder.data(name) == damaged[name.replacing(".damaged-1", with: "")])
      }
      let before = try RecordTables(database).requests.count
      #expect(try await database.begin(Sample.intent()) > before)
      await database.close()
      // Once is enough.
      let again = try RecordDatabase.open(state) { 9 }
      #expect(again.repair == nil)
      await again.close()
      withExtendedLifetime(lock) {}
    }
  }

  /// Every line of the journal lost, one at a time, together with the database.
  @Test func everyLineMayBeDamaged() async throws {
    let (folder, state) = try await state(killed: false)
    let before = try RecordDatabase.openReadOnly(state)
    let spent = try before.spending()
    let lines = try folder.read("state/journal.ndjson").split(separator: "\n").map(String.init)
    for name in ["", "-wal", "-shm"] { try folder.remove("state/state.sqlite" + name) }
    for index in lines.indices {
      for damage in ["", "\u{0}\u{0}", String(lines[index].dropFirst(9)), flipped(lines[index])] {
        var damaged = lines
        damaged[index] = damage
        try folder.write(damaged.joined(separator: "\n") + "\n", to: "state/journal.ndjson")
        let reading = try RecordDatabase.openReadOnly(state)
        let unpaid = try SampleRecords.unpaid(reading)
        // What came without a request was paid for by nobody that the records know.
        #expect(unpaid.isEmpty || unpaid == [SampleRecords.shared], "\(lines[index])")
        #expect(reading.repair?.damagedLines == (damage.isEmpty ? 0 : 1))
        let after = try reading.spending()
        #expect(after.spent <= spent.spent)
      }
    }
  }

  /// A line with another digit in it.
  private func flipped(_ line: String) -> String {
    line.replacing("\"at\":7", with: "\"at\":8")
  }

  @Test func damagedFilesAreKeptButNotWithoutEnd() async throws {
    let (folder, state) = try await state(killed: false)
    for number in 1...7 {
      try folder.write("damage \(number)", to: "state/state.sqlite")
      let database = try RecordDatabase.open(state) { 1 }
      #expect(database.repair?.movedTo == "\(state.path)/state.sqlite.damaged-\(number)")
      await database.close()
    }
    let kept = try folder.everything().filter { $0.hasPrefix("state/state.sqlite.damaged-") }
    #expect(kept.filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }.count == 4)
    #expect(try folder.read("state/state.sqlite.damaged-7") == "damage 7")
    #expect(try folder.read("state/state.sqlite.damaged-4") == "damage 4")
  }

  @Test func aPersonDecidesAboutWhatNobodyKnows() async throws {
    let (folder, state) = try await state(killed: false)
    try folder.remove("state/journal.ndjson")
    try folder.write("damage", to: "state/state.sqlite")
    let database = try RecordDatabase.open(state) { 1 }
    #expect(database.repair?.unknown == 1)
    let other = Fingerprint(SHA256.digest("never asked for"))
    func work() -> WorkRecord? {
      DiskFacts(
        database: database, objects: ObjectStore(state), outputs: OutputFolder(root: folder.path),
        manifest: "m"
      ).work(other)
    }
    let open = try #require(work()?.open)
    #expect(open.map(\.state) == [.unsettled])
    // To ask for one thing decides nothing about another.
    let next = try await database.begin(Sample.intent())
    #expect(work()?.open == open)
    #expect(next > open[0].id)
    #expect(try await database.resendUnknown() == 1)
    #expect(work() == nil)
    await database.close()
    try folder.remove("state/state.sqlite")
    let again = try RecordDatabase.open(state) { 2 }
    #expect(try again.unknownRequests().isEmpty)
    #expect(again.repair?.unknown == 0)
    await again.close()
  }

  @Test(arguments: ["state.sqlite", "journal.ndjson"])
  func whatIsNoFileIsLeftAlone(_ name: String) throws {
    let folder = try TemporaryFolder()
    let state = try folder.state()
    try folder.write("", to: "state/\(name)/x")
    let before = try folder.everything()
    for open in [
      { try RecordDatabase.open(state) { 1 } }, { try RecordDatabase.openReadOnly(state) },
    ] {
      let error = #expect(throws: StoreError.self) { _ = try open() }
      #expect(error?.code == .denied)
    }
    #expect(try folder.everything().filter { !$0.contains("state.sqlite-") } == before)
  }
}

/// Bytes that are the same in every run.
struct SeededBytes {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt8 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 33)
  }
}
