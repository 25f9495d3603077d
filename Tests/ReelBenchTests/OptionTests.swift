import Testing

@testable import reel_bench

struct OptionTests {
  @Test func takesGroupsAndOptions() throws {
    let options = try BenchOptions([
      "noop", "--sizes", "10,2000", "start", "--rounds", "4", "--json", "out.json",
      "--instructions",
    ])
    #expect(options.groups == [.noop, .start])
    #expect(options.sizes == [10, 2000])
    #expect(options.rounds(of: 10) == 4)
    #expect(options.jsonPath == "out.json" && options.countsInstructions)
  }

  @Test func takesAllGroupsWhereNoneIsNamed() throws {
    #expect(try BenchOptions([]).groups == BenchGroup.allCases)
  }

  @Test(arguments: [
    ["nonsense"], ["--sizes"], ["--sizes", "10,x"], ["--rounds", "0"], ["--rounds", "-1"],
  ])
  func refuses(arguments: [String]) {
    #expect(throws: BenchError.self) { try BenchOptions(arguments) }
  }
}
