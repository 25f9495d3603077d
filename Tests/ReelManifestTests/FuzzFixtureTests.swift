import ReelTestSupport
import Testing

/// What fuzzing found once, and what it starts from: none of it crashes, and all promises hold.
@Suite(.timeLimit(.minutes(10))) struct FuzzFixtureTests {
  @Test(arguments: FuzzTarget.allCases) func `found inputs are read or refused`(
    target: FuzzTarget
  ) throws {
    let folders = ["fuzz/\(target.rawValue)", "../../Fuzz/Seeds/\(target.rawValue)"]
    let names = folders.flatMap { folder in
      // A target may have none of one kind; then there is no such folder.
      ((try? Fixtures.files(in: folder)) ?? []).map { folder + "/" + $0 }
    }
    try #require(!names.isEmpty)
    for name in names {
      do {
        try target.run(try Fixtures.bytes(name))
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
  }
}
