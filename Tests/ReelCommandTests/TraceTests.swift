import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a run tells programs: events, JUnit, GitHub, depfile.
@Suite(.timeLimit(.minutes(10)))
struct TraceTests {
  private static let chain = """
    cup: {generate: image, prompt: A cup, tags: [spring], output: cup.png}
    sign: {edit: cup, prompt: With a sign, count: 2, needs: [cup]}
    """

  private func lines(_ text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
  }

  private func read(_ bench: CommandBench, _ name: String) throws -> String {
    String(
      decoding: try LocalFileReader().read(bench.folder.file(name), limit: 1 << 20), as: UTF8.self)
  }

  /// The events without what differs from run to run.
  private func steady(_ events: [JSONValue]) -> String {
    let open: [String: JSONValue] = [
      "seconds": 0, "time": "TIME", "milliseconds": 0, "version": "VERSION",
    ]
    return events.filter { $0["event"] != "received" }.map { event in
      guard case .object(let fields) = event else { return "" }
      let known = open.filter { fields[$0.key] != nil }
      return JSONValue.object(fields.merging(known) { $1 }).canonical + "\n"
    }.joined()
  }

  // MARK: Events

  @Test func everythingThatHappensIsAnEvent() async throws {
    let bench = try CommandBench(assets: Self.chain)
    let run = try await bench.emulate(["--events", "events.ndjson"])
    #expect(run.outcome.status == .success, "\(run.outcome.errors)")
    let events = try lines(try read(bench, "events.ndjson"))
    try Golden.expect(steady(events), "events-run.ndjson")
    for event in events { expectDescribed(event) }
    let again = try await bench.emulate(["--events", "events.ndjson"])
    #expect(again.outcome.output.contains("2 fresh"))
    let idle = try lines(try read(bench, "events.ndjson"))
    try Golden.expect(steady(idle), "events-idle.ndjson")
    for event in idle { expectDescribed(event) }
  }

  /// Whether an event has the fields that the schema describes, no others, and none too few.
  private func expectDescribed(_ event: JSONValue) {
    let described = EventSchema.events.first { $0.name == event["event"]?.string }
    guard let described, case .object(let fields) = event else {
      Issue.record("\(event.canonical) is not described")
      return
    }
    let names = Set(fields.keys).subtracting(["event", "seconds"])
    #expect(names.isSubset(of: described.fields.map(\.name)), "\(event.canonical)")
    #expect(names.isSuperset(of: described.fields.filter(\.isRequired).map(\.name)))
  }

  @Test func troublesAreEventsToo() async throws {
    let bench = try CommandBench(
      assets: "bad: {generate: image, prompt: bad}\nnext: {edit: bad, prompt: B}\n")
    try bench.write(
      "faults.yaml", "- {match: {prompt: bad}, fault: moderated}\n")
    let run = try await bench.emulate(["--events", "-", "--faults", "faults.yaml", "--fail-fast"])
    #expect(run.outcome.status == .failure)
    let events = try lines(run.outcome.output)
    for event in events { expectDescribed(event) }
    #expect(events.first?["event"] == "run-started" && events.last?["event"] == "run-ended")
    #expect(events.contains { $0["event"] == "stopping" && $0["stop"] == "fail-fast" })
    let bad = events.first { $0["event"] == "ended" && $0["asset"] == "bad" }
    #expect(bad?["outcome"] == "refused" && bad?["at"]?.string?.contains(":6:") == true)
    #expect(events.last?["stop"] == "fail-fast" && events.last?["status"] == 1)
  }

  @Test(arguments: [
    ["--events", "no/such/events"], ["--events", "."], ["--junit", "no/such/junit.xml"],
    ["--depfile", "."], ["--events", "/dev/fd/99999999"],
  ])
  func whatCannotBeWrittenIsSaidBeforeAnythingIsSent(_ options: [String]) async throws {
    let bench = try CommandBench(assets: Self.chain)
    let before = try FolderSnapshot(bench.folder.path)
    let run = try await bench.emulate(options)
    #expect(run.outcome.status == .usage && run.billed.isEmpty)
    #expect(run.outcome.errors.split(separator: "\n").count == 1, "\(run.outcome.errors)")
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test(arguments: [
    ("--events reel.yaml", "'--events' would write over a file of the manifest"),
    ("--junit out/shop-emulator/cup.png", "'--junit' would write over the output of 'cup'"),
    ("--junit .reel/emulator/reel.lock.yaml", "'--junit' would write over the lock file"),
    ("--junit a.xml --depfile a.xml", "'--junit' and '--depfile' name one file"),
    ("-v --ledger reel.yaml", "'--ledger' would write over a file of the manifest"),
    ("--events x --ledger ./x", "'--events' and '--ledger' name one file"),
    ("--prices p.yaml --report p.yaml", "'--report' would write over the file of '--prices'"),
    ("--faults f.yaml --junit f.yaml", "'--junit' would write over the file of '--faults'"),
    ("-v --faults f.yaml --ledger to-f", "'--ledger' would write over the file of '--faults'"),
    ("--plan a.plan --report a.plan", "'--report' would write over the file of '--plan'"),
    ("--plan to-a --events a.plan", "'--events' would write over the file of '--plan'"),
  ])
  func filesOfItsOwnAreNeverWrittenOver(_ options: String, _ words: String) async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate([]).outcome.status == .success)
    try bench.write(
      "p.yaml",
      "version: 1\nas_of: 2026-12-01\n"
        + "models: {grok-imagine-image: {generate-image: {per_result: 0.5}}}\n")
    try bench.write("f.yaml", "- {match: {prompt: bad}, fault: moderated}\n")
    #expect(
      await bench.run(["plan", "reel.yaml", "--emulator", "-o", "a.plan"]).status == .success)
    for (link, target) in [("to-f", "f.yaml"), ("to-a", "a.plan")] {
      try FileManager.default.createSymbolicLink(
        atPath: bench.folder.file(link), withDestinationPath: target)
    }
    let before = try FolderSnapshot(bench.folder.path)
    let run = try await bench.emulate(options.split(separator: " ").map(String.init))
    #expect(run.outcome.status == .usage && run.outcome.errors.contains(words))
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  /// A run that never begins leaves the events of the one before, and of one that still goes on.
  @Test func eventsOfAnotherRunStayUntilThisOneBegins() async throws {
    let bench = try CommandBench(assets: Self.chain)
    try bench.write("events.ndjson", "of another run\n")
    let line = ["run", "reel.yaml", "--events", "events.ndjson"]
    #expect(await bench.run(line).status == .usage)  // There is no key.
    #expect(try read(bench, "events.ndjson") == "of another run\n")
    _ = try await bench.emulate(["--events", "events.ndjson"])
    #expect(try lines(try read(bench, "events.ndjson")).first?["event"] == "run-started")
  }

  @Test func aLinkIsFollowed() async throws {
    let bench = try CommandBench(assets: Self.chain)
    try bench.write("served/result.xml", "old")
    let link = bench.folder.file("result.xml")
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: "served/result.xml")
    _ = try await bench.emulate(["--junit", "result.xml"])
    #expect(try read(bench, "served/result.xml").contains("<testsuite"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "served/result.xml")
    let device = try await bench.emulate(["--junit", "/dev/stdout"])
    #expect(device.outcome.status == .usage)
    #expect(device.outcome.errors.contains("no file that can be written as a whole"))
  }

  @Test func whoStopsListeningStopsNothing() async throws {
    let bench = try CommandBench(assets: Self.chain)
    let run = try await bench.emulate(["--events", "/dev/full"])
    #expect(run.outcome.status == .success && run.billed.count == 2)
    let said = run.outcome.errors.components(separatedBy: "no more events are written").count - 1
    #expect(said == 1, "\(run.outcome.errors)")
  }

  @Test(arguments: [
    ("--junit -", "'--junit' takes a file: it is written as a whole, in its place"),
    ("--depfile -", "'--depfile' takes a file: it is written as a whole, in its place"),
    (
      "--events - --format json",
      "'--events -' and '--format' both write to standard output; take one"
    ),
    (
      "--events /dev/stdout --format json",
      "'--events -' and '--format' both write to standard output; take one"
    ),
    (
      "--events=/dev/fd/1 --format github",
      "'--events -' and '--format' both write to standard output; take one"
    ),
    ("-n --events x", "'--events' is about a run, and '--dry-run' is none"),
    ("-n --format github", "'--format github' is about a run, and '--dry-run' is none"),
    ("-n --no-wait", "'--no-wait' is about a run, and '--dry-run' is none"),
    ("-n --wait-lock", "'--wait-lock' is about a run, and '--dry-run' is none"),
    ("-n --emulator --ledger x", "'--ledger' is about a run, and '--dry-run' is none"),
  ])
  func aWrongLine(_ options: String, _ words: String) async throws {
    let bench = try CommandBench(assets: Self.chain)
    let outcome = await bench.run(
      ["run", "reel.yaml"] + options.split(separator: " ").map(String.init))
    #expect(outcome.status == .usage)
    #expect(outcome.errors == "reel: \(words)\nTry 'reel run --help'.\n")
  }

  @Test func theSchemaIsTheCommittedOne() async throws {
    let made = EventSchema.json.pretty
    let path = Repository.path("schemas/events.schema.json")
    if ProcessInfo.processInfo.environment["REEL_RECORD"] == "1" {
      try Data(made.utf8).write(to: URL(fileURLWithPath: path))
    }
    let committed = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(String(decoding: committed, as: UTF8.self) == made, "run once with REEL_RECORD=1")
    #expect(try await CommandBench().run(["schema", "events"]).output == made)
  }

  // MARK: Results

  private static let troubled = """
    cup:
      matrix: {product: [mug, "j|a*r"]}
      generate: image
      prompt: A ${product}
      tags: [spring]
    bad: {generate: image, prompt: "bad <thing> & more", output: bad.png}
    next: {edit: bad, prompt: B}
    """

  private func troubledBench() throws -> CommandBench {
    let bench = try CommandBench(assets: Self.troubled)
    try bench.write("faults.yaml", "- {match: {prompt: bad*}, fault: moderated}\n")
    return bench
  }

  @Test func casesForCI() async throws {
    let bench = try troubledBench()
    let run = try await bench.emulate(["--junit", "result.xml", "--faults", "faults.yaml"])
    #expect(run.outcome.status == .failure)
    let text = try read(bench, "result.xml").replacing(/time(stamp)?="[^"]*"/, with: "time=\"0\"")
    try Golden.expect(text, "junit.xml")
  }

  /// Who looks at the cases alone sees that a run ended badly, whatever became of its assets.
  @Test(arguments: [
    (["--budget", "0.01"], 3, "the next request would pass the budget"),
    (["--locked"], 3, "--locked sends nothing"), (["--faults", "no.yaml"], 3, "refuses it all"),
  ])
  func aBadEndIsInTheCases(_ options: [String], _ status: Int32, _ words: String) async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    try bench.write("no.yaml", "- {fault: {status: 401}}\n")
    let run = try await bench.emulate(["--junit", "result.xml"] + options).outcome
    #expect(run.status.rawValue == status, "\(run.errors)")
    let text = try read(bench, "result.xml")
    #expect(
      text.contains("errors=\"1\"") && text.contains("<testcase name=\"reel run\""), "\(text)")
    #expect(text.contains(words), "\(text)")
  }

  /// What an earlier run wrote would be taken for this one's.
  @Test(arguments: [nil, "<?xml version=\"1.0\"?><testsuites/>"])
  func aRunThatCannotBeginIsInTheCases(before: String?) async throws {
    let bench = try CommandBench()
    try bench.write("reel.yaml", "assets: [")
    if let before { try bench.write("result.xml", before) }
    #expect(try await bench.emulate(["--junit", "result.xml"]).outcome.status == .usage)
    let text = try read(bench, "result.xml")
    #expect(text.contains("errors=\"1\"") && text.contains("ended with status 2"), "\(text)")
    // No file of another kind is written over: it may be the manifest.
    _ = try await bench.emulate(["--junit", "reel.yaml"])
    #expect(try read(bench, "reel.yaml") == "assets: [")
  }

  /// What an earlier run wrote would be taken for that of one that is killed.
  @Test(arguments: [
    (nil, true), ("<?xml version=\"1.0\"?><testsuites/>", true), ("of another kind", false),
  ])
  func aRunIsWithoutAnEndInTheCasesUntilItEnds(_ before: String?, _ isReplaced: Bool) async throws {
    let timer = ManualTimer()
    let bench = try ProviderBench(
      assets: "sign: {generate: image, prompt: A sign}",
      options: EmulatorOptions(imageLatency: .seconds(1)), timer: timer)
    if let before { try bench.bench.write("result.xml", before) }
    async let run = bench.run(["--junit", "result.xml"])
    await timer.waitForScheduled(1)
    let found = try? read(bench.bench, "result.xml")
    timer.advance(by: .seconds(1))
    #expect(await run.status == .success)
    let during = try #require(found)
    if isReplaced {
      #expect(during.contains("tests=\"1\" failures=\"0\" errors=\"1\""), "\(during)")
      #expect(during.contains("<property name=\"status\" value=\"130\"/>"), "\(during)")
      #expect(during.contains("<testcase name=\"reel run\""), "\(during)")
      #expect(during.contains("did not come to its end"), "\(during)")
    } else {
      #expect(during == before)
    }
    let after = try read(bench.bench, "result.xml")
    #expect(after.contains("errors=\"0\"") && after.contains("name=\"sign\""), "\(after)")
    #expect(!after.contains("name=\"reel run\""), "\(after)")
  }

  @Test func annotationsAndAStepSummary() async throws {
    let bench = try troubledBench()
    try bench.write("summary.md", "Before\n")
    let run = await bench.run(
      [
        "run", "reel.yaml", "--emulator", "--render", "instant", "--faults", "faults.yaml",
        "--format", "github",
      ], environment: ["GITHUB_STEP_SUMMARY": bench.folder.file("summary.md")])
    #expect(run.status == .failure)
    let annotations = run.output.split(separator: "\n").filter { $0.hasPrefix("::") }
    #expect(annotations.count == 1)
    #expect(
      annotations.first?.hasPrefix("::error file=reel.yaml,line=11,col=3,title=bad::refused")
        == true,
      "\(run.output)")
    let page = try read(bench, "summary.md")
    #expect(page.hasPrefix("Before\n### Reel: shop, not all is there\n"))
    try Golden.expect(String(page.dropFirst("Before\n".count)), "step-summary.md")
  }

  @Test
  func `annotations name files from the root of the repository, also of manifests that are wrong`()
    async throws
  {
    let bench = try CommandBench()
    try bench.write("reel.yaml", "version: 1\nassets: {cup: {genrate: image, prompt: A}}\n")
    let folder = bench.folder.path.split(separator: "/")
    let root = "/" + folder.dropLast().joined(separator: "/")
    let file = "\(folder.last ?? "")/reel.yaml"
    for command in ["run", "check"] {
      let wrong = await bench.run(
        [command, "reel.yaml", "--format", "github"], environment: ["GITHUB_WORKSPACE": root])
      #expect(wrong.status == .usage)
      #expect(wrong.output.hasPrefix("::error file=\(file),line=2"), "\(wrong.output)")
    }
    let elsewhere = await bench.run(
      ["check", "reel.yaml", "--format", "github"],
      environment: ["GITHUB_WORKSPACE": bench.folder.path + "/sub"])
    #expect(elsewhere.output.hasPrefix("::error file=reel.yaml,line=2"), "\(elsewhere.output)")
  }

  @Test func `what cannot be written goes by its own name`() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    let run = try await bench.emulate(["--junit", "nowhere/x.xml"]).outcome
    #expect(run.status == .usage)
    #expect(run.errors.contains("nowhere/x.xml'") && !run.errors.contains(".part"), "\(run.errors)")
  }

  @Test func aPageForGitHubIsNotTooLong() async throws {
    let bench = try troubledBench()
    // As much as there may be, less a few lines.
    let full = String(repeating: "x", count: StepSummary.limit - 400)
    try bench.write("summary.md", full)
    _ = await bench.run(
      ["run", "reel.yaml", "--emulator", "--render", "instant", "--format", "github"],
      environment: ["GITHUB_STEP_SUMMARY": bench.folder.file("summary.md")])
    let page = try read(bench, "summary.md")
    #expect(page.utf8.count <= StepSummary.limit && page.utf8.count > full.utf8.count)
    #expect(
      page.hasSuffix("More does not fit here: the summary of the run and its report have it.\n"))
  }

  // MARK: Dependencies

  @Test func aDepfileNamesAllThatOutputsWereMadeOf() async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: {file: my prompt.txt}, output: my cup.png}
        odd: {generate: image, prompt: A, output: a=b.png}
        """)
    try bench.write("my prompt.txt", "A cup")
    let run = try await bench.emulate(["--depfile", "cup.d"])
    #expect(run.outcome.status == .success, "\(run.outcome.errors)")
    #expect(
      try read(bench, "cup.d") == #"""
        out/shop-emulator/my\ cup.png: \
          reel.yaml \
          my\ prompt.txt

        reel.yaml:

        my\ prompt.txt:

        """#)
    #expect(run.outcome.errors.contains("make cannot be told of 'out/shop-emulator/a=b.png'"))
  }
}
