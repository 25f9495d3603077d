import ReelBasics
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand

/// `--since`: what differs from the lock file of a git revision.
@Suite(.timeLimit(.minutes(10)))
struct SinceTests {
  private static let assets = """
    cup: {generate: image, prompt: A cup}
    red: {edit: cup, prompt: Paint it red}
    kite: {generate: image, prompt: A kite}
    """

  private func git(_ arguments: String, in bench: CommandBench) async throws {
    let identity = ["-c", "user.name=Reel", "-c", "user.email=reel@example.com"]
    let outcome = try await ChildProcess(
      program: "git",
      arguments: ["-C", bench.folder.path] + identity
        + arguments.split(separator: " ").map(String.init),
      environment: CommandBench.environment, timeLimit: .seconds(60)
    ).run(on: WorkerThreads(width: 1))
    try #require(outcome.status == 0, "\(String(decoding: outcome.errors, as: UTF8.self))")
  }

  /// Three assets, made, with the lock file committed.
  private func committed() async throws -> ProviderBench {
    let provider = try ProviderBench(assets: Self.assets)
    #expect(await provider.run().status == .success)
    try await git("init -q", in: provider.bench)
    try await git("add reel.lock.yaml", in: provider.bench)
    try await git("commit -q -m lock", in: provider.bench)
    return provider
  }

  private func plan(_ provider: ProviderBench, _ arguments: [String]) async -> CommandBench.Outcome
  {
    await provider.bench.run(
      ["plan", "reel.yaml", "--base-url", provider.emulator.baseURL] + arguments)
  }

  @Test func onlyWhatDiffersIsLeft() async throws {
    let provider = try await committed()
    let same = await plan(provider, ["--since", "HEAD"])
    #expect(same.status == .success && same.output == "Nothing to do: 0 of 0 fresh.\n")
    try provider.bench.write(
      assets: Self.assets.replacing("A kite", with: "Two kites") + "\nnew: {edit: kite, prompt: B}")
    #expect(await provider.run(["--since", "HEAD"]).output.contains("2 made"))
    // Now all is there, and still two differ from what was committed.
    let made = await plan(provider, ["--since", "HEAD", "-v"])
    #expect(made.output.contains("kite") && made.output.contains("new"))
    #expect(!made.output.contains("cup"))
    let chosen = await plan(provider, ["--since", "HEAD", "-v", "new", "red"])
    #expect(chosen.output.contains("new") && !chosen.output.contains("red"))
  }

  @Test func aPlanOfWhatDiffersIsRunAsItWasWritten() async throws {
    let provider = try await committed()
    try provider.bench.write(assets: Self.assets.replacing("A kite", with: "Two kites"))
    #expect(await plan(provider, ["--since", "HEAD", "-o", "night.plan"]).status == .success)
    let run = await provider.run(["--plan", "night.plan"])
    #expect(run.status == .success && run.output.contains("1 made"), "\(run.errors)")
    #expect(provider.billed.count == 4)
  }

  @Test func whatAPlanOfWhatDiffersHasMadeAgainIsPaidOnce() async throws {
    let provider = try await committed()
    let line = ["*", "--force", "--since", "HEAD", "-o", "night.plan"]
    #expect(await plan(provider, line).status == .success)
    for _ in 1...2 {
      let run = await provider.run(["--plan", "night.plan"])
      #expect(run.status == .success, "\(run.errors)")
      #expect(provider.billed.map(\.prompt).dropFirst(3) == ["Paint it red"])
    }
  }

  @Test func beforeThereWasALockFileEverythingDiffers() async throws {
    let provider = try await committed()
    try await git("rm -q --cached reel.lock.yaml", in: provider.bench)
    try await git("commit -q -m none", in: provider.bench)
    let outcome = await plan(provider, ["--since", "HEAD"])
    #expect(outcome.output == "Nothing to do: 3 of 3 fresh.\n")
  }

  @Test(arguments: [
    (["--since", "nowhere"], "git knows no revision 'nowhere' here"),
    (["--since", "-x"], "'--since' takes a git revision"),
    (["--since", "HEAD:reel.lock.yaml"], "'--since' takes a git revision"),
    (["--since", "HEAD", "--emulator"], "the emulator's is none"),
  ])
  func whatCannotBeComparedIsSaid(arguments: [String], words: String) async throws {
    let provider = try await committed()
    let outcome = await provider.bench.run(["plan", "reel.yaml"] + arguments)
    #expect(outcome.status == .usage && outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func outsideOfGitItSaysSo() async throws {
    let provider = try ProviderBench(assets: Self.assets)
    let outcome = await plan(provider, ["--since", "HEAD"])
    #expect(outcome.status == .usage && outcome.errors.contains("git"), "\(outcome.errors)")
  }
}
