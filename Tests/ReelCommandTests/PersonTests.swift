import ReelBasics
import ReelEngine
import ReelManifest
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelCommand

/// What waits for a person: choices, and requests whose answers never came.
@Suite(.timeLimit(.minutes(10)))
struct PersonTests {
  @Test func aChoiceThatIsOpen() async throws {
    let bench = try CommandBench(
      assets: """
        sign: {generate: image, prompt: A sign, count: 2, pick: ask}
        sign-red: {edit: sign, prompt: Red}
        second: {edit: "sign#2", prompt: Blue}
        """)
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .waiting, "\(outcome.errors)")
    #expect(billed.map(\.prompt) == ["A sign", "Blue"])
    #expect(
      outcome.errors.contains("waits for a choice among the variants of 'sign'"),
      "\(outcome.errors)")
    let plan = await bench.run(["plan", "reel.yaml", "--emulator"])
    #expect(plan.status == .waiting)
    #expect(plan.output.contains("! sign-red"), "\(plan.output)")
  }

  /// A provider that takes a request and dies.
  @Test func whatMayHaveBeenBilledIsNotSentAgain() async throws {
    let server = LoopbackServer { _ in [.readRequest, .reset] }
    let bench = try ProviderBench(
      assets: """
        sign: {generate: image, prompt: A sign}
        sign-red: {edit: sign, prompt: Red}
        """)
    let address = server.url("/v1")
    let first = await bench.run(at: address)
    #expect(first.status == .waiting, "\(first.errors)")
    #expect(server.requests.count == 1)
    #expect(first.errors.contains("--resend"), "\(first.errors)")
    #expect(first.output.contains("1 unsettled"), "\(first.output)")
    #expect(first.output.contains("$0.00 spent, and perhaps $0.02 more."), "\(first.output)")

    let plan = await bench.bench.run(["plan", "reel.yaml", "--base-url", address])
    #expect(plan.status == .waiting)
    #expect(plan.output.contains("unsettled: a request may have been billed"), "\(plan.output)")
    let second = await bench.run(at: address)
    #expect(second.status == .waiting, "\(second.errors)")
    #expect(server.requests.count == 1, "it is not sent again")
    server.stop()

    let resent = await bench.run(["--resend"])
    #expect(resent.status == .success, "\(resent.errors)")
    #expect(bench.billed.map(\.prompt) == ["A sign", "Red"])
    // Once it was sent again there is nothing left to say.
    #expect(await bench.run().output.hasPrefix("Done: 2 fresh"))
  }

  @Test func aRefusalIsRemembered() async throws {
    let body = #"{"code": "invalid-argument", "error": "The prompt is about nothing."}"#
    let server = LoopbackServer { _ in
      LoopbackServer.always(LoopbackServer.answer(400, body), times: 10)
    }
    defer { server.stop() }
    let bench = try ProviderBench(
      assets: """
        sign: {generate: image, prompt: A sign}
        sign-red: {edit: sign, prompt: Red}
        """)
    let first = await bench.run(at: server.url("/v1"))
    #expect(first.status == .failure, "\(first.errors)")
    let line =
      "refused: The prompt is about nothing (nothing was billed); change what the provider names, "
      + "or ask again by its id and --force"
    #expect(first.errors.contains("reel.yaml:6:3: \(line)"), "\(first.errors)")
    #expect(first.errors.contains("blocked by 'sign'"))
    #expect(server.requests.count == 1)
    let second = await bench.run(["--format", "json"], at: server.url("/v1"))
    #expect(second.status == .failure)
    #expect(server.requests.count == 1, "it is not asked again")
    #expect(second.errors.contains("The prompt is about nothing."))
    #expect(!second.errors.contains("billed"))
    let assets = try JSONValue(parsing: Array(second.output.utf8))["assets"]?.elements
    let sign = assets?.first { $0["id"]?.string == "sign" }
    #expect(sign?["at"]?.string == "reel.yaml:6:3")
    #expect(sign?["message"]?.string?.hasSuffix("--force") == true)
    // Whoever changes it, or forces it, asks again.
    let forced = await bench.run(["-B", "sign"])
    #expect(forced.status == .success, "\(forced.errors)")
    #expect(await bench.run().status == .success)
  }

  @Test func everyTroubleSaysWhatToDo() throws {
    let line = try ArgumentScanner(options: []).scan(["spring.yaml"])
    let texts = OutcomeText(folder: "out", tool: ToolLine(line))
    func words(_ kind: Refusal.Kind, cost: Ticks?) -> String {
      texts.words(.refused(Refusal(kind: kind, message: "No.", cost: cost)), of: AssetID("a"))
    }
    #expect(words(.moderated, cost: nil).hasPrefix("refused: No (the provider does not say what"))
    #expect(words(.moderated, cost: nil).contains("on_moderated: skip"))
    #expect(words(.moderated, cost: Ticks(200_000_000)).hasPrefix("refused: No (it cost $0.02); "))
    #expect(words(.rejected, cost: nil).hasPrefix("refused: No (nothing was billed); "))
    #expect(words(.account, cost: nil).contains("credits"))
    let job = Refusal(kind: .rejected, message: "No.").endingJob
    #expect(
      texts.words(.refused(job), of: AssetID("a"))
        .hasPrefix("refused: No (the provider does not say what it cost); "))
    let others: [(AssetOutcome, String)] = [
      (.failed(reason: "no"), "run again"), (.unsettled(reason: "no"), "--resend"),
      (.lost(reason: "no"), "--resend"), (.inFlight, "the next run"),
      (.inFlightElsewhere(reason: "Ask it."), "in flight: Ask it"),
      (.incomplete(have: 1, of: 2, rest: .inFlightElsewhere), "; only a run that asks the host of"),
      (
        .lost(reason: "no", job: "j;1"),
        "nothing: reel adopt spring.yaml a --request-id 'j;1' (else"
      ),
      (
        .failed(reason: "The job failed.", remedy: .asked(cost: nil)),
        "failed: The job failed; the next run asks for it again, and pays for that; whether this one"
      ),
      (
        .failed(reason: "The job failed.", remedy: .asked(cost: Ticks(10_000_000_000))),
        "failed: The job failed; the next run asks for it again, and pays for that; this one cost $1.00"
      ),
      (.unsettled(reason: "Not now."), "unsettled: Not now; it may"),
      (.lost(reason: "Gone."), "lost: Gone; it was"),
      (.failed(reason: "no", remedy: .priced), "--prices"),
      (
        .waiting(for: AssetID("x\u{202E}[y]")),
        "of 'x\u{FFFD}[y]': reel pick spring.yaml 'x\u{FFFD}[y]' N"
      ),
      (.blocked(by: AssetID("x\u{9B}")), "'x\u{FFFD}'"),
      (
        .blocked(by: AssetID("x[y=1]"), because: .bytesGone(cost: nil)),
        "the bytes of 'x[y=1]' are nowhere; this makes it again: reel run spring.yaml 'x[y=1]' --force"
      ),
      (
        .incomplete(have: 1, of: 2, rest: .blocked(by: AssetID("x"), cost: nil)),
        "incomplete: 1 of 2 variants; the rest is blocked: the bytes of 'x' are nowhere; this makes it"
      ),
    ]
    for (outcome, advice) in others {
      #expect(texts.words(outcome, of: AssetID("a")).contains(advice))
    }
  }

  @Test(arguments: [
    (["a.jpg"], true), (["a.jpg", "a.jpg.xmp"], true), (["a.jpg.xmp"], false),
    (["a-1.jpg.xmp", "a-2.jpg.xmp"], false),
  ])
  func onlyWhatCanBeAdoptedIsSaidToBe(paths: [String], canAdopt: Bool) throws {
    let line = try ArgumentScanner(options: []).scan(["spring.yaml"])
    let words = OutcomeText(folder: "out", tool: ToolLine(line)).foreign(paths)
    #expect(words.contains("; move it away, and the next run writes its own"))
    #expect(words.hasSuffix(", or take it with 'reel adopt'") == canAdopt, "\(words)")
  }

  @Test func failFastStartsNothingMore() async throws {
    let server = LoopbackServer { _ in
      LoopbackServer.always(LoopbackServer.answer(400, #"{"error": "No."}"#), times: 10)
    }
    defer { server.stop() }
    let bench = try ProviderBench(
      assets: "one: {generate: image, prompt: One}\ntwo: {generate: image, prompt: Two}")
    let line = ["-j", "1"]
    let outcome = await bench.run(line + ["--fail-fast"], at: server.url("/v1"))
    #expect(outcome.status == .failure)
    #expect(server.requests.count == 1)
    #expect(outcome.output.contains("1 refused, 1 stopped"), "\(outcome.output)")
    #expect(await bench.run(line, at: server.url("/v1")).status == .failure)
    #expect(server.requests.count == 2)
  }
}
