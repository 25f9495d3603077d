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

/// Runs over a state that something happened to: nothing is paid for twice.
@Suite(.timeLimit(.minutes(10)))
struct DamageTests {
  private static let chain = """
    cup: {generate: image, prompt: A cup, output: cup.png, size: 64x64}
    cup-red: {edit: cup, prompt: Paint it red}
    sign: {generate: image, prompt: A sign, count: 2}
    """

  private static func outputs(_ bench: ProviderBench) throws -> [String: Digest?] {
    try FolderSnapshot(bench.bench.folder.file("out")).entries.mapValues(\.digest)
  }

  private static func remove(_ bench: ProviderBench, _ name: String) {
    FileStatus.remove(bench.bench.folder.file(name))
  }

  enum Damage: CaseIterable { case missing, empty, garbage, middle }

  /// A bench on which a run was, and of which nothing tells but the lock file and the store.
  private static func withoutRecords() async throws -> ProviderBench {
    let bench = try ProviderBench(assets: chain)
    #expect(await bench.run().status == .success)
    for name in ["state.sqlite", "state.sqlite-wal", "journal.ndjson"] {
      remove(bench, ".reel/" + name)
    }
    return bench
  }

  private static func damage(_ bench: ProviderBench, _ damage: Damage) throws {
    let name = ".reel/state.sqlite"
    switch damage {
    case .missing: remove(bench, name)
    case .empty: try bench.bench.write(name, "")
    case .garbage: try bench.bench.write(name, String(repeating: "garbage ", count: 5000))
    case .middle:
      // What opening does not see: the first page is whole.
      var bytes = try LocalFileReader().read(bench.bench.folder.file(name), limit: 1 << 30)
      for index in 4096..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 7) }
      _ = try bench.bench.folder.write(name, bytes)
    }
  }

  @Test(arguments: Damage.allCases, [false, true])
  func damagedRecordsAreRebuilt(_ damage: Damage, hasLock: Bool) async throws {
    let bench = try ProviderBench(assets: Self.chain)
    #expect(await bench.run().status == .success)
    #expect(bench.billed.count == 3)
    let before = try Self.outputs(bench)
    if !hasLock { Self.remove(bench, "reel.lock.yaml") }
    try Self.damage(bench, damage)
    let damaged = try FolderSnapshot(bench.bench.folder.path)
    let plan = await bench.bench.run(["plan", "reel.yaml", "--base-url", bench.emulator.baseURL])
    #expect(plan.status == .success, "\(plan.errors)")
    #expect(plan.errors.contains("the next run rebuilds the records"), "\(plan.errors)")
    #expect(!plan.output.contains("$0.02"), "\(plan.output)")
    #expect(try FolderSnapshot(bench.bench.folder.path) == damaged)

    let run = await bench.run()
    #expect(run.status == .success, "\(run.errors)")
    #expect(run.errors.contains("state.sqlite"), "\(run.errors)")
    #expect(run.errors.contains("rebuilt from the journal: 3 requests and 4 results on record"))
    #expect(bench.billed.count == 3)
    #expect(try Self.outputs(bench) == before)
    let kept = try FolderSnapshot(bench.bench.folder.file(".reel")).files
    #expect(kept.contains("state.sqlite.damaged-1") == (damage != .missing))
    let again = await bench.run()
    #expect(again.output.hasPrefix("Done: 3 fresh"), "\(again.output)")
    #expect(again.errors.isEmpty, "\(again.errors)")
  }

  /// One page after the other, so that of some runs opening and the plan see nothing.
  @Test func whatLooksReadsDamagedRecordsAsAPlanDoes() async throws {
    let bench = try ProviderBench(assets: Self.chain)
    #expect(await bench.run().status == .success)
    let name = ".reel/state.sqlite"
    let whole = try LocalFileReader().read(bench.bench.folder.file(name), limit: 1 << 30)
    let page = Int(whole[16]) << 8 | Int(whole[17])
    for start in stride(from: page, to: whole.count, by: page) {
      var bytes = whole
      bytes.replaceSubrange(start..<start + page, with: [UInt8](repeating: 0xFF, count: page))
      _ = try bench.bench.folder.write(name, bytes)
      let damaged = try FolderSnapshot(bench.bench.folder.path)
      for command in [
        ["plan", "reel.yaml"], ["report", "reel.yaml", "-o", "-"], ["status", "reel.yaml"],
        ["verify", "reel.yaml"], ["cache", "stats", "reel.yaml"],
      ] {
        let outcome = await bench.bench.run(command + ["--base-url", bench.emulator.baseURL])
        #expect(outcome.status == .success, "\(command), page at \(start): \(outcome.errors)")
      }
      #expect(try FolderSnapshot(bench.bench.folder.path) == damaged)
    }
  }

  @Test func aJobIsCollectedAfterTheRecordsAreGone() async throws {
    let bench = try ProviderBench(assets: "clip: {generate: video, prompt: A clip, duration: 1}")
    _ = await bench.run(["--no-wait"])
    #expect(bench.billed.count == 1)
    try Self.damage(bench, .missing)
    let run = await bench.run()
    #expect(run.status == .success, "\(run.errors)")
    #expect(bench.billed.count == 1)
  }

  @Test func whatNobodyKnowsWaitsForAPerson() async throws {
    let bench = try await Self.withoutRecords()
    // What the lock file says is known. What is new may have been asked for.
    try bench.bench.write(assets: Self.chain + "\nnew: {generate: image, prompt: New}")
    for _ in 0..<2 {
      let run = await bench.run()
      #expect(run.status == .waiting, "\(run.errors)")
      #expect(run.output.contains("1 unsettled"), "\(run.output)")
      #expect(bench.billed.count == 3)
    }
    let resent = await bench.run(["--resend"])
    #expect(resent.status == .success, "\(resent.errors)")
    #expect(bench.billed.map(\.prompt).suffix(1) == ["New"])
    #expect(bench.billed.count == 4)
    try bench.bench.write(
      assets: Self.chain
        + "\nnew: {generate: image, prompt: New}\nlast: {generate: image, prompt: L}")
    #expect(await bench.run().status == .success)
    #expect(bench.billed.count == 5)
  }

  /// What cannot be reserved for the answers is a folder here; a full disk is the store's test.
  @Test func withoutRoomForAnswersNothingIsSent() async throws {
    let bench = try ProviderBench(assets: "sign: {generate: image, prompt: A sign}")
    try bench.bench.write(".reel/ballast/x", "")
    let run = await bench.run()
    #expect(run.status == .usage, "\(run.errors)")
    #expect(run.errors.contains(".reel/ballast"), "\(run.errors)")
    #expect(bench.billed.isEmpty)
  }

  /// A person's word is for the run that it was said to: one that cannot send does not spend it.
  @Test func aRunThatCannotSendDecidesNothing() async throws {
    let bench = try await Self.withoutRecords()
    try bench.bench.write(assets: Self.chain + "\nnew: {generate: image, prompt: New}")
    #expect(await bench.run().status == .waiting)
    Self.remove(bench, ".reel/ballast")
    try bench.bench.write(".reel/ballast/x", "")
    #expect(await bench.run(["--resend"]).status == .usage)
    try FileManager.default.removeItem(atPath: bench.bench.folder.file(".reel/ballast"))
    let run = await bench.run()
    #expect(run.status == .waiting, "\(run.errors)")
    #expect(bench.billed.count == 3)
    #expect(await bench.run(["--resend"]).status == .success)
    #expect(bench.billed.count == 4)
  }

  @Test func aDamagedObjectIsLostAndNotPaidForAgain() async throws {
    let bench = try ProviderBench(assets: "sign: {generate: image, prompt: A sign}")
    #expect(await bench.run().status == .success)
    let objects = try FolderSnapshot(bench.bench.folder.file(".reel/objects")).files
    let object = ".reel/objects/" + (try #require(objects.first))
    let path = bench.bench.folder.file(object)
    let bytes = try LocalFileReader().read(path, limit: 1 << 30)
    FileStatus.remove(path)
    _ = try bench.bench.folder.write(object, Array(bytes.dropLast(40)))
    Self.remove(bench, "out/shop/sign.jpg")
    #expect(await bench.run(["--locked"]).status == .stopped)
    _ = try bench.bench.folder.write(object, Array(bytes.dropLast(40)))
    let first = await bench.run()
    #expect(first.status == .waiting, "\(first.errors)")
    #expect(first.errors.contains("is damaged, and was put aside in"), "\(first.errors)")
    let aside = try FolderSnapshot(bench.bench.folder.file(".reel/tmp/undecodable")).files
    #expect(aside.count == 1)
    let second = await bench.run()
    #expect(second.status == .waiting, "\(second.errors)")
    #expect(second.output.contains("1 lost"), "\(second.output)")
    #expect(bench.billed.count == 1)
    #expect(await bench.run(["--resend"]).status == .success)
    #expect(bench.billed.count == 2)
  }

  /// What a request needs shows to be damaged when it is built, and no output gives it back.
  @Test func aDamagedInputIsSaidWithWhatBringsItBack() async throws {
    let assets = """
      cup: {generate: image, prompt: A cup, output: cup.png}
      red: {edit: cup, prompt: Red}
      """
    let bench = try ProviderBench(assets: assets)
    #expect(await bench.run().status == .success)
    for object in try FolderSnapshot(bench.bench.folder.file(".reel/objects")).files {
      Self.remove(bench, ".reel/objects/" + object)
      _ = try bench.bench.folder.write(".reel/objects/" + object, Array("no".utf8))
    }
    try bench.bench.write(assets: assets.replacing("Red", with: "Blue"))
    let first = await bench.run()
    #expect(first.status == .waiting, "\(first.errors)")
    #expect(first.errors.contains("is damaged, and was put aside in"), "\(first.errors)")
    #expect(!first.errors.contains("run again to try once more"), "\(first.errors)")
    let second = await bench.run()
    #expect(second.status == .waiting, "\(second.errors)")
    for errors in [first.errors, second.errors] {
      #expect(
        errors.contains("the bytes of 'cup' are nowhere; this makes it again for $0.02: reel run"),
        "\(errors)")
    }
    let status = await bench.bench.run(
      ["status", "reel.yaml", "--base-url", bench.emulator.baseURL])
    #expect(
      status.output.hasPrefix(
        "blocked: the bytes of 'cup' are nowhere; this makes it again for $0.02"),
      "\(status)")
    #expect(bench.billed.count == 2)
    #expect(await bench.run(["cup", "--force"]).status == .success)
    #expect(await bench.run().status == .success)
    #expect(bench.billed.map(\.prompt).suffix(2) == ["A cup", "Blue"])
  }

  /// Outputs have the bytes that the store has not: what builds on them needs no other request.
  @Test(arguments: [false, true])
  func whatOutputsStillHaveIsNotLost(isDamaged: Bool) async throws {
    let bench = try ProviderBench(assets: Self.chain)
    #expect(await bench.run().status == .success)
    let objects = try FolderSnapshot(bench.bench.folder.file(".reel/objects")).files
    for object in objects {
      let path = bench.bench.folder.file(".reel/objects/" + object)
      FileStatus.remove(path)
      if isDamaged { _ = try bench.bench.folder.write(".reel/objects/" + object, Array("no".utf8)) }
    }
    // 'cup-red' is written over: what stood there was the only copy.
    try bench.bench.write(
      assets: Self.chain.replacing("Paint it red", with: "Paint it blue")
        + "\nnight: {edit: sign, prompt: Night}")
    let run = await bench.run()
    #expect(run.output.contains("2 made"), "\(run.output)\(run.errors)")
    #expect(bench.billed.count == 5)
    try bench.bench.write(assets: Self.chain)
    let back = await bench.run()
    #expect(back.status == .success, "\(back.output)\(back.errors)")
    #expect(bench.billed.count == 5)
  }

  @Test func anAddressWithoutTheAPIEndsTheRunAndIsNotRemembered() async throws {
    let bench = try ProviderBench(assets: Self.chain)
    let elsewhere = String(bench.emulator.baseURL.dropLast("/v1".count))
    let wrong = await bench.run(at: elsewhere)
    #expect(wrong.status == .stopped, "\(wrong.output)\(wrong.errors)")
    #expect(wrong.errors.contains("no such API at this address"), "\(wrong.errors)")
    #expect(await bench.run().status == .success)
  }
}
