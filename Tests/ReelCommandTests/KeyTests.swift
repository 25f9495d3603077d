import ReelBasics
import ReelEmulator
import ReelTestSupport
import Testing

@testable import ReelCommand

/// Where the key comes from, where it goes, and that it stays nowhere.
@Suite(.timeLimit(.minutes(10)))
struct KeyTests {
  private static let sign = "sign: {generate: image, prompt: A sign}"

  @Test func aSecondRunNeedsNeitherServerNorKey() async throws {
    let bench = try ProviderBench(assets: Self.sign)
    let first = await bench.run()
    #expect(first.status == .success, "\(first.errors)")
    #expect(first.output.contains("$0.02 spent."), "\(first.output)")
    #expect(bench.billed.count == 1)
    bench.emulator.stop()
    let second = await bench.run(environment: [:])
    #expect(second.status == .success, "\(second.errors)")
    #expect(second.output.hasPrefix("Done: 1 fresh"))
  }

  @Test(arguments: [nil, ""])
  func withoutAKeyNothingIsTouched(_ key: String?) async throws {
    let bench = try CommandBench(assets: Self.sign)
    let before = try FolderSnapshot(bench.folder.path)
    let outcome = await bench.run(
      ["run", "reel.yaml"], environment: key.map { ["XAI_API_KEY": $0] } ?? [:])
    #expect(outcome.status == .usage)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("XAI_API_KEY"), "\(outcome.errors)")
    #expect(outcome.errors.contains("--emulator"), "\(outcome.errors)")
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func anotherVariableIsNamedOnTheLine() async throws {
    let bench = try ProviderBench(assets: Self.sign)
    let missing = await bench.run(["--api-key-env", "SHOP_KEY"])
    #expect(missing.status == .usage)
    #expect(missing.errors.contains("SHOP_KEY"))
    let found = await bench.run(
      ["--api-key-env", "SHOP_KEY"], environment: ["SHOP_KEY": ProviderBench.key])
    #expect(found.status == .success, "\(found.errors)")
  }

  @Test(arguments: [
    "provider: {name: xai, base_url: \"http://127.0.0.1:9/v1\"}",
    "provider: {name: xai, api_key_env: AWS_SECRET_ACCESS_KEY}",
  ])
  func aManifestSendsNoKeyElsewhere(_ head: String) async throws {
    let bench = try CommandBench(assets: Self.sign, head: head)
    let before = try FolderSnapshot(bench.folder.path)
    for command in ["check", "plan", "run"] {
      let outcome = await bench.run(
        [command, "reel.yaml"],
        environment: ["XAI_API_KEY": ProviderBench.key, "AWS_SECRET_ACCESS_KEY": "secret-of-aws"])
      #expect(outcome.status == .usage)
      let said = outcome.output + outcome.errors
      #expect(said.contains("provider.unconfirmed"), "\(said)")
      #expect(!said.contains("secret-of-aws"))
    }
    #expect(try FolderSnapshot(bench.folder.path) == before)
  }

  @Test func theKeyStaysNowhere() async throws {
    let bench = try ProviderBench(
      assets: """
        sign: {generate: image, prompt: A sign, count: 2}
        clip: {animate: sign, prompt: It swings}
        sign-red: {edit: sign, prompt: Red, output: red.png}
        """)
    var said = ""
    let traces = ["--events", "events.ndjson", "--junit", "result.xml", "--depfile", "sign.d"]
    for arguments in [["-v"] + traces, ["--format", "json", "-B", "sign-red"], ["-v"]] {
      let outcome = await bench.run(arguments)
      #expect(outcome.status == .success, "\(outcome.errors)")
      said += outcome.output + outcome.errors
    }
    let strict = try ProviderBench.emulator(EmulatorOptions(requiredKey: "another-key"))
    defer { strict.stop() }
    let refused = await bench.run(
      ["-v", "-B", "sign", "--events", "refused.ndjson"], at: strict.baseURL)
    #expect(refused.status == .stopped)
    said += refused.output + refused.errors
    #expect(!said.contains(ProviderBench.key))
    let files = try FolderSnapshot.files(below: bench.bench.folder.path, holding: ProviderBench.key)
    #expect(files.isEmpty, "\(files)")
  }

  /// Emulators take any key, and people give them short ones.
  @Test func aKeyThatIsNoneSpoilsNoRecord() async throws {
    let bench = try ProviderBench(assets: Self.sign)
    let outcome = await bench.run(environment: ["XAI_API_KEY": "k"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    let lock = String(decoding: try bench.bench.folder.read("reel.lock.yaml"), as: UTF8.self)
    #expect(lock.contains("model: \"grok-imagine-image") && !lock.contains("<key>"), "\(lock)")
  }

  @Test func whatAnEmulatorSaysIsToldInItsWords() async throws {
    let bench = try CommandBench(assets: Self.sign)
    try bench.write("faults.yaml", "- {fault: {status: 400, message: None of that or nonesuch.}}\n")
    let outcome = try await bench.emulate(["--faults", "faults.yaml"]).outcome
    #expect(outcome.status == .failure)
    #expect(outcome.errors.contains("None of that or nonesuch"), "\(outcome.errors)")
  }

  @Test func theEmulatorsWorkIsApartFromTheProviders() async throws {
    let bench = try ProviderBench(assets: Self.sign)
    let (emulated, billed) = try await bench.bench.emulate()
    #expect(emulated.status == .success)
    #expect(billed.count == 1)
    let folder = bench.bench.folder
    let before = try FolderSnapshot(folder.path)
    #expect(before.files.contains("out/shop-emulator/sign.jpg"))
    #expect(before.files.contains(".reel/emulator/state.sqlite"))
    #expect(!before.files.contains(".reel/state.sqlite"))
    #expect(await bench.run().status == .success)
    // What an emulator made counts for nothing here.
    #expect(bench.billed.count == 1)
    let after = try FolderSnapshot(folder.path)
    #expect(after.files.contains("out/shop/sign.jpg"))
    #expect(after.files.contains(".reel/state.sqlite"))
    let changes = after.changes(since: before).filter {
      $0.contains("emulator") && $0 != ".reel/emulator"
    }
    #expect(changes.isEmpty, "\(changes)")
  }
}
