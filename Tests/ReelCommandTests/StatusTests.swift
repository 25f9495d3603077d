import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `reel status`, and the ways back that it and the others name.
@Suite(.timeLimit(.minutes(10)))
struct StatusTests {
  private static let edits = """
    a: {generate: image, prompt: A tree}
    b: {edit: a, prompt: night}
    """
  private static let film = "clip: {generate: video, prompt: A kite, duration: 1}"
  /// What a second of the film costs.
  private static let price = Ticks(500_000_000)

  private func bench(_ assets: String, faults: String) throws -> ProviderBench {
    var options = EmulatorOptions()
    options.faults = FaultFile().read(Array(faults.utf8), name: "faults.yaml")
    return try ProviderBench(assets: assets, options: options)
  }

  private func tool(
    _ bench: ProviderBench, _ command: String, _ words: String...
  ) async -> CommandBench.Outcome {
    await bench.bench.run(
      [command, "reel.yaml"] + words + ["--base-url", bench.emulator.baseURL])
  }

  private func json(_ bench: ProviderBench) async throws -> JSONValue {
    try JSONValue(parsing: await tool(bench, "status", "--format=json").output.utf8)
  }

  @Test func `what an emulator would take was not spent`() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    _ = try await bench.emulate()
    let status = await bench.run(["status", "reel.yaml", "--emulator"])
    #expect(status.output.contains("Nothing was paid; the provider would have taken $0.0"))
    let pick = await bench.run(["pick", "reel.yaml", "cup", "1"])
    #expect(pick.errors.contains("with --emulator"), "\(pick.errors)")
  }

  @Test func `what an emulator has made is sent again as what a provider has`() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    #expect(try await bench.emulate().outcome.status == .success)
    _ = try await BuiltTool.shell("rm -rf .reel/emulator/objects out", in: bench.folder.path)
    for _ in 1...2 {
      let outcome = try await bench.emulate().outcome
      #expect(outcome.status == .waiting)
      #expect(outcome.errors.contains("with --resend, and so is the emulator"), "\(outcome.errors)")
    }
    #expect(try await bench.emulate(["--resend"]).outcome.status == .success)
  }

  /// Store and outputs are gone, or everything but the lock file is.
  @Test(arguments: ["rm -rf .reel/objects out", "rm -rf .reel out"])
  func whatIsLostIsListed(_ line: String) async throws {
    let bench = try ProviderBench(assets: Self.edits)
    #expect(await bench.run().status == .success)
    _ = try await BuiltTool.shell(line, in: bench.bench.folder.path)
    let text = await tool(bench, "status")
    #expect(text.status == .success)
    #expect(text.output.contains("lost: 'a': the store has no "), "\(text.output)")
    #expect(text.output.contains("--resend' asks for it again for $0.02\n"), "\(text.output)")
    #expect(text.output.contains("lost: 'b': the store has no "), "\(text.output)")
    let lost = try #require(try await json(bench)["lost"]?.elements)
    #expect(lost.map { $0["asset"]?.string } == ["a", "b"])
    #expect(lost[0]["resend_cost"]?["high_ticks"] == 200_000_000)
    // As the run says.
    #expect(await bench.run().output.contains("2 lost"))
  }

  @Test func aChoiceIsNamedByALineThatWorks() async throws {
    let assets = """
      sign:
        matrix: {word: ["it's", b]}
        generate: image
        prompt: A ${word} sign
        count: 2
        pick: ask
      red: {edit: "sign[word=b]", prompt: Red}
      own: {edit: "sign[word=it's]", prompt: Own}
      """
    let bench = try CommandBench(assets: assets, head: "profiles: {draft: {limits: {budget: 9}}}")
    let line = ["--profile", "draft", "--state-dir", "my state"]
    let (outcome, _) = try await bench.emulate(line)
    #expect(outcome.status == .waiting, "\(outcome.errors)")
    let options = "--profile draft --state-dir 'my state' --emulator"
    let wanted = "reel pick reel.yaml 'sign[word=b]' N \(options)"
    #expect(outcome.errors.contains(wanted), "\(outcome.errors)")
    let quoted = "reel pick reel.yaml 'sign[word=it'\\''s]' N \(options)"
    for command in ["plan", "status"] {
      let said = await bench.run([command, "reel.yaml", "--emulator"] + line)
      #expect(said.output.contains(wanted) && said.output.contains(quoted), "\(said.output)")
      #expect(!said.output.contains("MANIFEST"))
    }
    guard BuiltTool.path != nil else { return }
    let shell = "\"$REEL\"" + quoted.dropFirst(4).replacing(" N ", with: " 2 ")
    #expect(try await BuiltTool.shell("\(shell) >pick.txt 2>&1", in: bench.folder.path) == 0)
  }

  @Test func everyChoiceThatAnAssetWaitsForIsNamed() async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup, count: 2, pick: ask}
        pot: {generate: image, prompt: A pot, count: 2, pick: ask}
        both: {edit: [cup, pot, cup], prompt: Both}
        """)
    let (outcome, _) = try await bench.emulate(["--report", "page.html"])
    #expect(outcome.status == .waiting, "\(outcome.errors)")
    func picks(_ wanted: [String]) async throws {
      let json = await bench.run(["status", "reel.yaml", "--emulator", "--format", "json"])
      #expect(
        try JSONValue(parsing: json.output.utf8)["picks"]?.elements?.compactMap(\.string) == wanted)
      let page = await bench.run(["report", "reel.yaml", "--emulator", "-o", "-"]).output
      let plan = await bench.run(["plan", "reel.yaml", "--emulator"]).output
      let status = await bench.run(["status", "reel.yaml", "--emulator"]).output
      for id in ["cup", "pot"] {
        let line = "reel pick reel.yaml \(id) N --emulator"
        for text in [page, plan, status] {
          #expect(text.contains(line) == wanted.contains(id), "\(text)")
        }
      }
    }
    try await picks(["cup", "pot"])
    let page = try bench.folder.read("page.html")
    #expect(String(decoding: page, as: UTF8.self).contains("reel pick reel.yaml pot N --emulator"))
    #expect(await bench.run(["pick", "reel.yaml", "cup", "2", "--emulator"]).status == .success)
    try await picks(["pot"])
  }

  // MARK: Jobs

  private static let unsettled = "- {match: {operation: create}, fault: {reset: after}, times: 1}\n"
  private static let gone = "- {match: {operation: poll}, fault: {status: 404}, times: 3}\n"

  @Test func aJobThatIsLostComesBackByItsId() async throws {
    let bench = try bench(Self.film, faults: Self.gone)
    let first = await bench.run()
    #expect(first.status == .waiting && first.output.contains("1 lost"), "\(first.errors)")
    let job = try #require(bench.emulator.emulator.ledger.first?.requestID)
    let base = bench.emulator.baseURL
    let line = "reel adopt reel.yaml clip --request-id \(job) --base-url \(base)"
    #expect(first.errors.contains(line), "\(first.errors)")
    let (back, again) = (
      first.errors.firstRange(of: line), first.errors.firstRange(of: "--resend")
    )
    #expect(try #require(back).lowerBound < #require(again).lowerBound)
    for command in ["status", "plan"] {
      #expect(await tool(bench, command).output.contains(line))
    }
    #expect(try await json(bench)["requests"]?.elements?.first?["job"] == .string(job))
    #expect(await bench.run().errors.contains(line))
    let taken = await tool(bench, "adopt", "clip", "--request-id", job)
    #expect(taken.status == .success, "\(taken.errors)")
    #expect(await bench.run().status == .success)
    try await expectOnce(bench)
    // It is here, and says so.
    let twice = await tool(bench, "adopt", "clip", "--request-id", job)
    #expect(twice.status == .success && twice.output.contains("was collected already"))
    #expect(try await json(bench)["requests"] == [])
    #expect(await bench.run().output.contains("1 fresh"))
    try await expectOnce(bench)
  }

  /// An address makes works of its own; what they are for is known all the same.
  @Test func whatAnotherAddressWasAskedForIsThatOfItsAsset() async throws {
    let bench = try ProviderBench(
      assets: """
        kite: {generate: image, prompt: A kite}
        clip: {animate: kite, prompt: It flies away, duration: 1}
        """)
    #expect(await bench.run(["--no-wait"]).output.contains("1 in-flight"))
    let line = ["status", "reel.yaml"]
    let text = await bench.bench.run(line)
    #expect(text.output.hasPrefix("in flight: 'clip', since "), "\(text.output)")
    let way = "known to 127.0.0.1: run with the --base-url that it was asked under to collect it"
    #expect(text.output.contains(way) && text.errors.isEmpty, "\(text.output)\(text.errors)")
    let json = try JSONValue(
      parsing: await bench.bench.run(line + ["--format", "json"]).output.utf8)
    #expect(json["requests"]?.elements?.map { $0["asset"] } == ["clip"], "\(json)")
    let there = await tool(bench, "status").output
    #expect(there.contains("the next run collects it"), "\(there)")
  }

  /// A run with selectors, or with work that is known on the way, does not look for it.
  @Test func aJobThatNoAssetAsksForIsLeftToARunOfEverything() async throws {
    let bench = try ProviderBench(assets: Self.film)
    #expect(await bench.run(["--no-wait"]).output.contains("1 in-flight"))
    try bench.bench.write(assets: "cup: {generate: image, prompt: A cup}")
    for _ in 1...2 {
      let status = await tool(bench, "status").output
      #expect(status.hasPrefix("in flight: of no asset of this manifest, since "), "\(status)")
      #expect(status.contains("a later run of everything collects it"), "\(status)")
      #expect(await bench.run(["cup"]).status == .success)
    }
  }

  @Test func aJobIsOfItsAssetThoughWhatThatNeedsChanged() async throws {
    let assets = """
      kite: {generate: image, prompt: A kite}
      clip: {generate: video, prompt: A cloud, duration: 1, needs: [kite]}
      """
    let bench = try ProviderBench(assets: assets)
    #expect(await bench.run(["--no-wait"]).output.contains("1 in-flight"))
    try bench.bench.write(assets: assets.replacing("A kite", with: "A red kite"))
    let status = await tool(bench, "status").output
    #expect(status.hasPrefix("in flight: 'clip', since "), "\(status)")
    let plan = await tool(bench, "plan").output
    #expect(plan.contains("resume: its job is in flight"), "\(plan)")
  }

  @Test func whatAnotherAddressDidNotAnswerIsSentAgainThere() async throws {
    let bench = try bench("cup: {generate: image, prompt: A cup}", faults: Self.unsettled)
    #expect(await bench.run().status == .waiting)
    let text = await bench.bench.run(["status", "reel.yaml"]).output
    #expect(text.hasPrefix("unsettled: 'cup', since "), "\(text)")
    let way = "'reel run --resend' with the --base-url that it was asked under sends it again"
    #expect(text.contains(way), "\(text)")
  }

  /// Whoever missed the first words is told again what came, and need not pay to find out.
  @Test func whyItIsUnsettledIsSaidAgain() async throws {
    let fault = "- {match: {operation: create}, fault: {status: 500}, times: 1}\n"
    let bench = try bench("cup: {generate: image, prompt: A cup}", faults: fault)
    let first = await bench.run()
    #expect(first.status == .waiting && first.errors.contains("HTTP 500"), "\(first.errors)")
    for command in ["status", "plan"] {
      let said = await tool(bench, command).output
      #expect(said.contains("HTTP 500") && said.contains("--resend"), "\(said)")
      #expect(!said.contains(".;"), "\(said)")
    }
    let second = await bench.run()
    #expect(second.status == .waiting && second.errors.contains("HTTP 500"), "\(second.errors)")
  }

  @Test func aJobWhoseAnswerNeverCameIsThatOfItsRequest() async throws {
    let bench = try bench(Self.film, faults: Self.unsettled)
    #expect(await bench.run().status == .waiting)
    let job = try #require(bench.emulator.emulator.ledger.first?.requestID)
    #expect(await tool(bench, "adopt", "clip", "--request-id", job).status == .success)
    #expect(try await json(bench)["requests"]?.elements?.map { $0["kind"] } == ["in flight"])
    // Said once more, it is still one.
    #expect(await tool(bench, "adopt", "clip", "--request-id", job).status == .success)
    #expect(try await json(bench)["requests"]?.elements?.count == 1)
    #expect(await bench.run().status == .success)
    try await expectOnce(bench)
  }

  /// One film was made, it was paid for once, and nothing is open any more.
  private func expectOnce(_ bench: ProviderBench) async throws {
    #expect(bench.billed.count == 1)
    let status = try await json(bench)
    #expect(status["requests"] == [] && status["possibly_spent_ticks"] == 0, "\(status)")
    #expect(status["spent_ticks"] == .int(Self.price.count))
  }

  @Test func aFileIsNotAdoptedWhileAJobGoesOn() async throws {
    let bench = try ProviderBench(assets: Self.film)
    try await TestFilm.write("mine.mp4", seconds: 1, in: bench.bench)
    _ = await bench.run(["--no-wait"])
    let taken = await tool(bench, "adopt", "clip", "mine.mp4")
    #expect(taken.status == .failure)
    #expect(taken.errors.contains("a job of 'clip' goes on"), "\(taken.errors)")
    #expect(await bench.run().status == .success)
    #expect(await tool(bench, "adopt", "clip", "mine.mp4").status == .success)
  }
}
