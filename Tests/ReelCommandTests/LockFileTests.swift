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

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The lock file: what a run leaves for others, and what it saves them.
@Suite(.timeLimit(.minutes(10)))
struct LockFileTests {
  private static let chain = """
    cup: {generate: image, prompt: A cup, count: 3, pick: 2}
    red: {edit: cup, prompt: Paint it red, size: 320x180, output: red.png}
    night: {edit: red, prompt: Make it night}
    """

  private static let lock = ".reel/emulator/reel.lock.yaml"

  private static func text(_ bench: CommandBench, _ name: String = lock) throws -> String {
    String(
      decoding: try LocalFileReader().read(bench.folder.file(name), limit: 1 << 20), as: UTF8.self)
  }

  /// What somebody has who clones the repository: manifest and lock file, and the outputs that are
  /// kept.
  private static func clone(
    _ bench: CommandBench, assets: String = chain, outputs: [String]
  ) throws -> CommandBench {
    let copy = try CommandBench(assets: assets)
    try copy.write(lock, try text(bench))
    for name in outputs {
      let bytes = try LocalFileReader().read(
        bench.folder.file("out/shop-emulator/\(name)"), limit: 1 << 20)
      try copy.write("out/shop-emulator/\(name)", "")
      _ = try copy.folder.write("out/shop-emulator/\(name)", bytes)
    }
    return copy
  }

  private static let all = ["cup-1.jpg", "cup-2.jpg", "cup-3.jpg", "red.png", "night.jpg"]

  @Test func aRunWritesItAndTheNextLeavesItAlone() async throws {
    let bench = try CommandBench(assets: Self.chain)
    #expect(try await bench.emulate().outcome.status == .success)
    let before = try FolderSnapshot(bench.folder.path)
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success && billed.isEmpty)
    #expect(try FolderSnapshot(bench.folder.path).changes(since: before).isEmpty)
    let other = try CommandBench(assets: Self.chain)
    _ = try await other.emulate()
    #expect(try Self.text(other) == Self.text(bench))
  }

  @Test func aFreshCloneAsksForNothing() async throws {
    let bench = try CommandBench(assets: Self.chain)
    _ = try await bench.emulate()
    let copy = try Self.clone(bench, outputs: Self.all)
    let before = try FolderSnapshot(copy.folder.path)
    let plan = await copy.run(["plan", "reel.yaml", "--emulator"])
    #expect(plan.status == .success && plan.output == "Nothing to do: 3 of 3 fresh.\n")
    #expect(try FolderSnapshot(copy.folder.path).changes(since: before).isEmpty)
    let (outcome, billed) = try await copy.emulate()
    #expect(outcome.status == .success && billed.isEmpty)
    #expect(outcome.output.hasPrefix("Done: 3 fresh in "))
    #expect(try Self.text(copy) == Self.text(bench))
    // The bytes are in the store now: what is deleted comes back.
    FileStatus.remove(copy.folder.file("out/shop-emulator/red.png"))
    FileStatus.remove(copy.folder.file("out/shop-emulator/cup-1.jpg"))
    let again = try await copy.emulate()
    #expect(again.outcome.status == .success && again.billed.isEmpty)
    #expect(again.outcome.output.hasPrefix("Done: 2 restored, 1 fresh in "))
  }

  /// A checkout that cannot be written, with everything there.
  @Test func whereNothingIsToBeDoneNoStateIsNeeded() async throws {
    let bench = try ProviderBench(assets: Self.chain)
    #expect(await bench.run().status == .success)
    let copy = try CommandBench()
    for name in ["reel.yaml", "reel.lock.yaml", "out"] {
      try FileManager.default.copyItem(
        atPath: bench.bench.folder.file(name), toPath: copy.folder.file(name))
    }
    let before = try FolderSnapshot(copy.folder.path)
    // Nobody makes a folder there, whoever tests this.
    let line = ["run", "reel.yaml", "--base-url", bench.emulator.baseURL, "--locked"]
    let outcome = await copy.run(line + ["--state-dir", "/dev/null/state"])
    #expect(outcome.status == .success, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("Done: 3 fresh in "))
    #expect(try FolderSnapshot(copy.folder.path).changes(since: before).isEmpty)
    #expect(await copy.run(line).status == .success)
  }

  @Test func theLockAloneSaysWhatIsLostAndForHowMuch() async throws {
    let bench = try CommandBench(assets: Self.chain)
    _ = try await bench.emulate()
    let copy = try Self.clone(bench, outputs: [])
    let plan = await copy.run(["plan", "reel.yaml", "--emulator"])
    #expect(plan.status == .waiting)
    #expect(plan.output.contains("cup    lost: "))
    #expect(plan.output.contains("--resend asks for it again for $0.06"))
    let (outcome, billed) = try await copy.emulate()
    #expect(outcome.status == .waiting && billed.isEmpty)
    let locked = try await copy.emulate(["--locked"])
    #expect(locked.outcome.status == .stopped && locked.billed.isEmpty)
    #expect(try Self.text(copy) == Self.text(bench))
    let again = try await copy.emulate(["--resend"])
    #expect(again.outcome.status == .success && again.billed.count == 3)
  }

  @Test func whatIsBuiltOnNeedNotBeKept() async throws {
    let bench = try CommandBench(assets: Self.chain)
    _ = try await bench.emulate()
    let copy = try Self.clone(bench, outputs: ["night.jpg"])
    let (outcome, billed) = try await copy.emulate(["night"])
    #expect(outcome.output.contains("1 fresh"), "\(outcome.output)")
    #expect(billed.isEmpty)
  }

  /// What the provider sent is nowhere on a clone where the output that is kept was converted.
  @Test func whatIsBuiltOnConvertedOutputsIsNotPromised() async throws {
    let assets = """
      cup: {generate: image, prompt: A cup, output: cup.png}
      red: {edit: cup, prompt: Red}
      """
    let bench = try CommandBench(assets: assets)
    _ = try await bench.emulate()
    let copy = try Self.clone(
      bench, assets: assets.replacing("Red", with: "Blue"), outputs: ["cup.png", "red.jpg"])
    let words =
      "blocked: the bytes of 'cup' are nowhere; this makes it again for $0.02: "
      + "reel run reel.yaml cup --force --emulator"
    let plan = await copy.run(["plan", "reel.yaml", "--emulator"])
    #expect(plan.status == .waiting, "\(plan.errors)")
    #expect(plan.output.contains("! red  \(words)\n"), "\(plan.output)")
    #expect(plan.output.contains("1 fresh, 1 other. Cost: $0.00."), "\(plan.output)")
    for isLocked in [false, true] {
      let (outcome, billed) = try await copy.emulate(isLocked ? ["--locked"] : [])
      #expect(outcome.status == (isLocked ? .stopped : .waiting) && billed.isEmpty)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      let told = outcome.errors.ranges(of: "--locked sends nothing that is paid for").count
      #expect(told == (isLocked ? 1 : 0), "a status has its reason in words: \(outcome.errors)")
    }
    #expect(try await copy.emulate(["cup", "--force"]).billed.map(\.prompt) == ["A cup"])
    let last = try await copy.emulate()
    #expect(last.outcome.status == .success && last.billed.map(\.prompt) == ["Blue"])
  }

  @Test func lockedRestoresAndAsksForNothing() async throws {
    let bench = try CommandBench(assets: Self.chain)
    _ = try await bench.emulate()
    FileStatus.remove(bench.folder.file("out/shop-emulator/night.jpg"))
    #expect(try await bench.emulate(["--locked"]).outcome.status == .success)
    try bench.write(assets: Self.chain + "\nsign: {generate: image, prompt: A sign}")
    let (outcome, billed) = try await bench.emulate(["--locked"])
    #expect(outcome.status == .stopped && billed.isEmpty)
    #expect(outcome.errors.contains("sign   not made: --locked sends nothing that is paid for"))
    let plan = await bench.run(["plan", "reel.yaml", "--emulator", "--locked"])
    #expect(plan.status == .stopped)
  }

  @Test func renamingAndReorderingAskForNothing() async throws {
    let bench = try CommandBench(
      assets: "cup: {generate: image, prompt: A cup, output: cup.jpg}\n"
        + "sign: {generate: image, prompt: A sign, output: sign.jpg}")
    _ = try await bench.emulate()
    try bench.write(
      assets: "board: {prompt: A sign, generate: image, output: sign.jpg}\n"
        + "# a comment\ncup: {generate: image, prompt: A cup, output: cup.jpg}")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .success && billed.isEmpty)
    let text = try Self.text(bench)
    #expect(text.contains("\n  board:\n") && !text.contains("\n  sign:\n"))
  }

  @Test func aRunWithSelectorsKeepsTheOtherEntries() async throws {
    let bench = try CommandBench(assets: Self.chain)
    _ = try await bench.emulate()
    let before = try Self.text(bench)
    try bench.write(assets: Self.chain + "\nsign: {generate: image, prompt: A sign}")
    #expect(try await bench.emulate(["sign"]).billed.count == 1)
    let after = try Self.text(bench)
    #expect(after.hasPrefix(before) && after.contains("\n  sign:\n"))
  }

  @Test func aDamagedLockIsNamedAndNothingIsSent() async throws {
    let bench = try CommandBench(assets: Self.chain)
    _ = try await bench.emulate()
    try bench.write(Self.lock, String(try Self.text(bench).dropLast(900)) + "\n<<<<<<< HEAD\n")
    let (outcome, billed) = try await bench.emulate()
    #expect(outcome.status == .usage && billed.isEmpty)
    #expect(outcome.errors.contains("reel.lock.yaml'"))
    FileStatus.remove(bench.folder.file(Self.lock))
    #expect(try await bench.emulate().outcome.status == .success)
    _ = try Self.text(bench)
  }

  // MARK: Picks

  private static let asked = """
    cup: {generate: image, prompt: A cup, count: 3, pick: ask}
    red: {edit: cup, prompt: Paint it red}
    """

  @Test func whatWaitsForAPersonIsMadeOfWhatTheyPick() async throws {
    let bench = try CommandBench(assets: Self.asked)
    let first = try await bench.emulate()
    #expect(first.outcome.status == .waiting && first.billed.count == 1)
    let status = await bench.run(["status", "reel.yaml", "--emulator"])
    #expect(status.output.contains("waits for a choice: reel pick reel.yaml cup N"))
    let pick = await bench.run(["pick", "reel.yaml", "cup", "3", "--emulator"])
    #expect(pick.status == .success, "\(pick.errors)")
    let second = try await bench.emulate()
    #expect(second.outcome.status == .success && second.billed.count == 1)
    // On a clone it holds too, and another choice makes what is built on it again.
    let names = ["cup-1.jpg", "cup-2.jpg", "cup-3.jpg", "red.jpg"]
    let copy = try Self.clone(bench, assets: Self.asked, outputs: names)
    let third = try await copy.emulate()
    #expect(third.outcome.status == .success && third.billed.isEmpty, "\(third.outcome)")
    _ = await copy.run(["pick", "reel.yaml", "cup", "1", "--emulator"])
    #expect(try await copy.emulate().billed.count == 1)
    _ = await copy.run(["pick", "reel.yaml", "cup", "3", "--emulator"])
    let back = try await copy.emulate()
    #expect(back.outcome.status == .success && back.billed.isEmpty)
  }

  @Test(arguments: [
    (["cup", "4"], "has 3 variants, no 4"), (["red", "2"], "has 1 variant, no 2"),
    (["cop", "1"], "did you mean 'cup'?"), (["cup", "2"], "is not there"),
  ])
  func aPickThatCannotBeIsRefused(operands: [String], words: String) async throws {
    let bench = try CommandBench(assets: Self.asked)
    let outcome = await bench.run(["pick", "reel.yaml"] + operands + ["--emulator"])
    #expect(outcome.status != .success && outcome.errors.contains(words), "\(outcome.errors)")
  }

  @Test func aNumberInTheManifestIsChangedThere() async throws {
    let bench = try CommandBench(assets: Self.chain)
    let outcome = await bench.run(["pick", "reel.yaml", "cup", "1", "--emulator"])
    #expect(outcome.status == .usage && outcome.errors.contains("reel.yaml:"))
    #expect(outcome.errors.contains("'pick: 2'"))
  }

  @Test func verifyReadsEveryByte() async throws {
    let bench = try CommandBench(assets: Self.chain)
    let none = await bench.run(["verify", "reel.yaml", "--emulator"])
    #expect(none.status == .failure && none.errors.contains("there is no 'reel.lock.yaml'"))
    _ = try await bench.emulate()
    let before = try FolderSnapshot(bench.folder.path)
    let right = await bench.run(["verify", "reel.yaml", "--emulator"])
    #expect(right.status == .success)
    #expect(right.output == "All 5 outputs are, byte for byte, as the lock file says.\n")
    #expect(try FolderSnapshot(bench.folder.path).changes(since: before).isEmpty)
    FileStatus.remove(bench.folder.file("out/shop-emulator/cup-1.jpg"))
    try bench.write("out/shop-emulator/red.png", "mine")
    let wrong = await bench.run(["verify", "reel.yaml", "--emulator"])
    #expect(wrong.status == .failure)
    #expect(
      wrong.output == """
        cup-1.jpg: missing; the next run restores it
        red.png: other bytes than the lock file says
        3 of 5 outputs are as the lock file says.

        """)
  }

  /// What is left of an asset that the manifest has no more: nothing that is found sounds as if all were well.
  @Test func verifyCountsWhatTheLockFileDoesNotName() async throws {
    let bench = try CommandBench(
      assets: """
        cup: {generate: image, prompt: A cup}
        kite: {generate: image, prompt: A kite, count: 2}
        """)
    _ = try await bench.emulate()
    try bench.write(assets: "cup: {generate: image, prompt: A cup}")
    #expect(try await bench.emulate().outcome.status == .success)
    let left = await bench.run(["verify", "reel.yaml", "--emulator"])
    #expect(left.status == .failure)
    #expect(
      left.output == """
        kite-1.jpg: Reel wrote it, and the lock file does not name it
        kite-2.jpg: Reel wrote it, and the lock file does not name it
        1 of 1 outputs are as the lock file says, and there are 2 more that it does not name.

        """)
    FileStatus.remove(bench.folder.file("out/shop-emulator/kite-1.jpg"))
    let one = await bench.run(["verify", "reel.yaml", "--emulator"])
    #expect(one.output.hasSuffix(", and there is 1 more that it does not name.\n"))
    FileStatus.remove(bench.folder.file("out/shop-emulator/kite-2.jpg"))
    let right = await bench.run(["verify", "reel.yaml", "--emulator"])
    #expect(right.status == .success, "\(right.output)")
  }

  @Test(arguments: [true, false])
  func verifyPromisesNoRunWhereNoneRestores(isFolder: Bool) async throws {
    let bench = try CommandBench(assets: Self.chain)
    _ = try await bench.emulate()
    let path = bench.folder.file("out/shop-emulator/cup-1.jpg")
    FileStatus.remove(path)
    if isFolder {
      #expect(mkdir(path, 0o755) == 0)
    } else {
      #expect(symlink("red.png", path) == 0)
    }
    let wrong = await bench.run(["verify", "reel.yaml", "--emulator"])
    #expect(wrong.status == .failure)
    #expect(wrong.output.hasPrefix("cup-1.jpg: other bytes than the lock file says\n"))
    let run = await bench.run(["run", "reel.yaml", "--emulator"])
    #expect(run.status == .failure, "it is left alone")
  }

  /// What another machine sent is pulled while a run is under way.
  @Test func aLockFileThatIsPulledDuringARunIsTakenOver() async throws {
    let assets = """
      kite: {generate: image, prompt: A kite}
      boat: {edit: kite, prompt: A boat}
      """
    var options = EmulatorOptions()
    options.faults = FaultFile().read(
      Array("- {match: {operation: edit-image}, fault: {reset: after}, times: 1}\n".utf8),
      name: "faults.yaml")
    let other = try ProviderBench(assets: assets, options: options)
    let stuck = await other.run()
    #expect(stuck.status == .waiting, "\(stuck.errors)")
    let pulled = try Self.text(other.bench, "reel.lock.yaml")
    #expect(pulled.contains("undecided"))
    let bench = try ProviderBench(assets: assets)
    let stopped = await bench.run(
      ["--budget", "0.03"],
      errorLine: { line in
        if line.contains("kite") { try? bench.bench.write("reel.lock.yaml", pulled) }
      })
    #expect(stopped.status == .stopped && bench.billed.count == 1, "\(stopped.errors)")
    let next = await bench.run()
    #expect(next.status == .waiting && bench.billed.count == 1, "\(next.errors)")
    #expect(try Self.text(bench.bench, "reel.lock.yaml").contains("undecided"))
  }

  /// Another machine has made again what was lost here, and committed it.
  @Test(arguments: ["cup.jpg", "cup.png"])
  func whatWasMadeAgainElsewhereTakesThePlaceOfWhatIsLost(_ output: String) async throws {
    let assets = "cup: {generate: image, prompt: A cup, output: \(output)}"
    let bench = try CommandBench(assets: assets)
    #expect(try await bench.emulate().outcome.status == .success)
    let copy = try Self.clone(bench, assets: assets, outputs: [])
    #expect(try await copy.emulate().outcome.status == .waiting)
    #expect(try await bench.emulate(["--force", "cup"]).outcome.status == .success)
    try copy.write(Self.lock, try Self.text(bench))
    let bytes = try LocalFileReader().read(
      bench.folder.file("out/shop-emulator/\(output)"), limit: 1 << 20)
    try copy.write("out/shop-emulator/\(output)", "")
    _ = try copy.folder.write("out/shop-emulator/\(output)", bytes)
    let plan = await copy.run(["plan", "reel.yaml", "--emulator"])
    #expect(plan.output.contains("1 of 1 fresh"), "\(plan.output)")
    for _ in 1...2 {
      let (outcome, billed) = try await copy.emulate()
      #expect(outcome.status == .success && billed.isEmpty, "\(outcome.errors)")
    }
  }
}
