import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelCommand

/// Plans of cells: those to which the same happens share a line.
@Suite(.timeLimit(.minutes(10))) struct MatrixPlanTests {
  private static func assets(prompt: String = "A ${city} card", cities: Int = 7) -> String {
    """
    card:
      matrix: {city: [\((1...cities).map { "c\($0)" }.joined(separator: ", "))]}
      generate: image
      prompt: \(prompt)
    sky: {generate: image, prompt: A sky}
    """
  }

  private func plan(_ bench: CommandBench, _ arguments: String...) async -> [String] {
    let outcome = await bench.run(["plan", "reel.yaml", "--emulator"] + arguments)
    #expect(outcome.status == .success, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  @Test func manyCellsShareALineAndAFewDoNot() async throws {
    let bench = try CommandBench(assets: Self.assets())
    let many = await plan(bench)
    #expect(many.count == 3)
    #expect(many[0].hasPrefix("+ card ×7  make: "))
    #expect(many[0].contains("  $0.14"), "\(many[0])")
    #expect(many[1].hasPrefix("+ sky"))
    #expect(await plan(bench, "-v").count == 9)
    try bench.write(assets: Self.assets(cities: 5))
    let few = await plan(bench)
    #expect(few.count == 7)
    #expect(few[0].hasPrefix("+ card[city=c1]  make: "))
  }

  @Test func whatDiffersIsNotFolded() async throws {
    let bench = try CommandBench(assets: Self.assets())
    #expect(try await bench.emulate(["card[city=c2]"]).outcome.status == .success)
    let rest = await plan(bench)
    // The one that is there is not shown; its siblings are.
    #expect(rest[0].hasPrefix("+ card ×6"))
    try bench.write(assets: Self.assets(prompt: "A ${city} postcard"))
    let changed = await plan(bench)
    #expect(changed.contains { $0.hasPrefix("+ card ×6") })
    #expect(changed.contains { $0.hasPrefix("~ card[city=c2]") })
    #expect(changed.contains("    prompt: A c2 [-card-]{+postcard+}"), "\(changed)")
  }

  @Test func theWordsOfManyAreThoseOfOneThatIsNamed() async throws {
    let bench = try CommandBench(assets: Self.assets())
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: Self.assets(prompt: "A ${city} postcard"))
    let lines = await plan(bench)
    #expect(lines[0].hasPrefix("~ card ×7"))
    #expect(lines[1] == "    prompt, in 'card[city=c1]': A c1 [-card-]{+postcard+}")
  }

  /// Each is named after its own input; of many the matrix of it is named.
  @Test func cellsOfWhichTheInputsChangedShareALine() async throws {
    let stamp = "stamp: {matrix: {city: [c1, c2, c3, c4, c5, c6, c7]}, edit: card, prompt: A stamp}"
    let bench = try CommandBench(assets: Self.assets() + "\n" + stamp)
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: Self.assets(prompt: "A ${city} postcard") + "\n" + stamp)
    #expect(try await bench.emulate(["card*"]).outcome.status == .success)
    let lines = await plan(bench)
    #expect(lines.count == 2, "\(lines)")
    #expect(lines[0].hasPrefix("~ stamp ×7  make: image edit, "), "\(lines)")
    #expect(lines[0].contains(" (input 'card' changed)  $0.154"), "\(lines)")
    #expect(
      await plan(bench, "-v").contains {
        $0.hasPrefix("~ stamp[city=c2] ") && $0.contains("(input 'card[city=c2]' changed)")
      })
    // A few are each told with what is their own.
    let few = await plan(bench, "stamp[city=c1]", "stamp[city=c2]")
    #expect(few[0].contains("(input 'card[city=c1]' changed)"), "\(few)")
  }

  @Test func manyCellsThatAreGoneShareALine() async throws {
    let bench = try CommandBench(assets: Self.assets())
    #expect(try await bench.emulate().outcome.status == .success)
    try bench.write(assets: "sky: {generate: image, prompt: A sky}")
    let lines = await plan(bench)
    #expect(lines.count == 2)
    let gone = "no longer in the manifest: out/shop-emulator/card"
    #expect(lines[0].hasPrefix("- card ×7  \(gone)"), "\(lines)")
    #expect(lines[0].hasSuffix(".jpg and 6 more"), "\(lines)")
    #expect(await plan(bench, "-v").count == 9)
  }

  @Test func aCellIsNamedByItsIdWhateverItsValues() async throws {
    let bench = try CommandBench(
      assets: """
        shirt: {matrix: {size: ["x*", xl]}, generate: image, prompt: "A ${size} shirt", count: 2}
        """)
    #expect(try await bench.emulate().outcome.status == .success)
    let picked = await bench.run(["pick", "reel.yaml", "shirt[size=x*]", "2", "--emulator"])
    #expect(picked.status == .success, "\(picked.errors)")
  }

  /// To files and shells a slash or an equals sign stays one, whatever joins it.
  @Test func cellsOfLettersThatJoinOthersAreMadeAndNamed() async throws {
    let bench = try CommandBench(
      assets: """
        hand:
          matrix: {b: [x, \u{1F3FB}], tone: [\u{1F3FB}, "\u{301}e", "\u{200D}"]}
          generate: image
          prompt: A ${tone} hand ${b}
          count: 2
        tone: {matrix: {tone: [\u{1F3FB}, \u{1F3FD}]}, generate: image, prompt: "${tone} ${v}"}
        wave: {edit: "hand[tone=\u{1F3FB},b=\u{1F3FB}]#2", prompt: It waves}
        """, head: "variables: {v: a}")
    let given = ["--set", "v=\u{1F3FB}"]
    #expect(try await bench.emulate(given).outcome.status == .success)
    let folder = bench.folder.file("out/shop-emulator")
    let folders = try TemporaryDirectory.names(in: folder)
    #expect(folders.contains("hand") && !folders.contains { $0.hasPrefix(".") }, "\(folders)")
    #expect(try TemporaryDirectory.names(in: folder + "/hand").count == 12)
    #expect(try TemporaryDirectory.names(in: folder + "/tone").count == 2)
    let (idle, billed) = try await bench.emulate(given + ["--format", "json"])
    #expect(idle.status == .success && billed.isEmpty, "\(idle.errors)")
    let report = try JSONValue(parsing: idle.output.utf8)
    let ids = (report["assets"]?.elements ?? []).compactMap { $0["id"]?.string }
    #expect(ids.count == 9)
    for id in ids {
      let plan = await bench.run(["plan", "reel.yaml", id, "--emulator"] + given)
      #expect(plan.status == .success, "\(plan.errors)")
    }
    for id in ids where id.hasPrefix("hand") {
      let picked = await bench.run(["pick", "reel.yaml", id, "2", "--emulator"])
      #expect(picked.status == .success, "\(picked.errors)")
    }
  }
}
