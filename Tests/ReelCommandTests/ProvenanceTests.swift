import ReelBasics
import ReelMedia
import ReelStore
import ReelTestSupport
import Testing

@testable import ReelCommand

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What outputs say of where they come from, from manifest to file.
@Suite(.timeLimit(.minutes(10)))
struct ProvenanceTests {
  private static let assets = """
    cup: {generate: image, prompt: A cup}
    small: {edit: cup, prompt: Small, size: 64x64, output: small.webp}
    sign: {edit: [cup, ./mine.png], prompt: A sign}
    """
  private static let names = ["cup.jpg", "small.webp", "sign.jpg"]

  private static func bench(_ assets: String = assets) throws -> ProviderBench {
    let bench = try ProviderBench(assets: assets)
    let mine = try PictureArtist.drawMosaic(width: 64, height: 64, seed: 7, format: .png)
    _ = try bench.bench.folder.write("mine.png", mine)
    return bench
  }

  private static func text(_ bench: ProviderBench, _ name: String) throws -> String {
    String(decoding: try bench.bench.folder.read("out/shop/" + name), as: UTF8.self)
  }

  private static func digests(_ bench: ProviderBench) -> [Digest?] {
    names.map { FileDigest.of(bench.bench.folder.file("out/shop/" + $0)) }
  }

  private static func decisions(_ bench: ProviderBench) async -> String {
    await bench.bench.run(["plan", "reel.yaml", "--base-url", bench.emulator.baseURL]).output
  }

  @Test func `it says who made what, and of what`() async throws {
    let bench = try Self.bench()
    let run = await bench.run()
    #expect(run.status == .success, "\(run.errors)")
    for (name, source) in zip(
      Self.names,
      ["trainedAlgorithmic", "trainedAlgorithmic", "compositeWithTrainedAlgorithmic"])
    {
      let text = try Self.text(bench, name)
      #expect(text.contains("digitalsourcetype/\(source)Media<"), "\(name)")
      #expect(text.contains("<reel:Provider>127.0.0.1<") && !text.contains("AIPromptInformation"))
    }
    #expect(try Self.text(bench, "cup.jpg").contains(SHA256.digest("A cup").hex))
    // No input that was sent carried it: the same is asked for without.
    try bench.bench.write(assets: Self.assets, head: "provenance: {xmp: false}")
    #expect(await bench.run().status == .success)
    #expect(bench.billed.count == 3)
    for name in Self.names {
      #expect(try !Self.text(bench, name).contains("DigitalSourceType"), "\(name)")
    }
  }

  @Test func `a change of it derives for nothing, and back again to the byte`() async throws {
    let bench = try Self.bench()
    #expect(await bench.run().status == .success)
    let before = Self.digests(bench)
    for (head, holds) in [("{prompt: true}", true), ("{xmp: false}", false), ("{}", false)] {
      try bench.bench.write(assets: Self.assets, head: "provenance: \(head)")
      #expect(await Self.decisions(bench).contains("derive again: what is done to it changed"))
      let run = await bench.run(["--locked"])
      #expect(run.output.hasPrefix("Done: 3 derived in "), "\(run.output)\(run.errors)")
      #expect(
        try Self.text(bench, "sign.jpg").contains("<Iptc4xmpExt:AIPromptInformation>A sign<")
          == holds)
      #expect(await bench.run().output.hasPrefix("Done: 3 fresh in "))
    }
    #expect(Self.digests(bench) == before)
    #expect(bench.billed.count == 3)
  }

  @Test func `a clone without a store builds on what its outputs were marked from`() async throws {
    let bench = try Self.bench()
    #expect(await bench.run().status == .success)
    let before = Self.digests(bench)
    try FileManager.default.removeItem(atPath: bench.bench.folder.file(".reel"))
    FileStatus.remove(bench.bench.folder.file("out/shop/small.webp"))
    // The edit's own original is nowhere; that of what it builds on is in its output.
    let assets = Self.assets.replacing("prompt: Small", with: "prompt: Smaller")
    try bench.bench.write(assets: assets)
    let run = await bench.run()
    #expect(run.output.hasPrefix("Done: 1 made, 2 fresh in "), "\(run.output)\(run.errors)")
    #expect(bench.billed.count == 4)
    FileStatus.remove(bench.bench.folder.file("out/shop/cup.jpg"))
    #expect(await bench.run(["--locked"]).status == .success)
    #expect(Self.digests(bench)[0] == before[0])
    let verify = await bench.bench.run(["verify", "reel.yaml"])
    #expect(verify.status == .success, "\(verify.output)")
  }

  @Test func `what is built on need not be kept for another mark`() async throws {
    let bench = try Self.bench()
    #expect(await bench.run().status == .success)
    try FileManager.default.removeItem(atPath: bench.bench.folder.file(".reel"))
    FileStatus.remove(bench.bench.folder.file("out/shop/cup.jpg"))
    try bench.bench.write(assets: Self.assets, head: "provenance: {prompt: true}")
    #expect(await Self.decisions(bench).contains("cup    lost"))
    let run = await bench.run(["small", "sign"])
    #expect(run.output.contains("2 derived"), "\(run.output)\(run.errors)")
    #expect(bench.billed.count == 3)
  }

  @Test func `an output without a store gets its mark, and loses it`() async throws {
    let bench = try Self.bench("cup: {generate: image, prompt: A cup}")
    #expect(await bench.run().status == .success)
    let marked = Self.digests(bench)[0]
    for (head, isMarked) in [("{xmp: false}", false), ("{}", true)] {
      try FileManager.default.removeItem(atPath: bench.bench.folder.file(".reel/objects"))
      try bench.bench.write(
        assets: "cup: {generate: image, prompt: A cup}", head: "provenance: \(head)")
      let run = await bench.run(["--locked"])
      #expect(run.status == .success, "\(run.output)\(run.errors)")
      #expect((Self.digests(bench)[0] == marked) == isMarked)
    }
    #expect(bench.billed.count == 1)
  }

  @Test func `a file beside every output says it too, by choice`() async throws {
    let bench = try Self.bench()
    #expect(await bench.run().status == .success)
    let before = Self.digests(bench)
    let folder = bench.bench.folder.file("out/shop")
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
    let sidecars = Self.names.map { $0 + ".xmp" }
    try bench.bench.write(assets: Self.assets, head: "provenance: {sidecar: true}")
    #expect(await bench.run(["--locked"]).output.hasPrefix("Done: 3 restored in "))
    #expect(try names() == (Self.names + sidecars).sorted())
    #expect(Self.digests(bench) == before)
    let text = try Self.text(bench, "sign.jpg.xmp")
    #expect(text.contains("compositeWithTrainedAlgorithmicMedia<") && text.contains("<reel:Model>"))
    #expect(await bench.run().output.hasPrefix("Done: 3 fresh in "))
    #expect(await bench.bench.run(["verify", "reel.yaml"]).status == .success)
    // Without a store, and without the file: to the byte, as the lock file has its request.
    try FileManager.default.removeItem(atPath: bench.bench.folder.file(".reel"))
    FileStatus.remove(folder + "/sign.jpg.xmp")
    #expect(await bench.run(["--locked"]).output.hasPrefix("Done: 1 restored, 2 fresh in "))
    #expect(try Self.text(bench, "sign.jpg.xmp") == text)
    let objects = ObjectStore(StateDirectory(bench.bench.folder.file(".reel")))
    #expect(!objects.has(SHA256.digest(text)))
    // The words change with the picture's, and with what is to be said.
    let changed = Self.assets.replacing("prompt: A sign", with: "prompt: No sign")
    try bench.bench.write(assets: changed, head: "provenance: {sidecar: true, prompt: true}")
    #expect(await bench.run().output.hasPrefix("Done: 1 made, 2 derived in "))
    #expect(try Self.text(bench, "sign.jpg.xmp").contains("AIPromptInformation>No sign<"))
    // What another hand wrote into it is theirs.
    _ = try bench.bench.folder.write("out/shop/cup.jpg.xmp", Array("theirs".utf8))
    let run = await bench.run()
    #expect(run.status == .failure && run.errors.contains("cup.jpg.xmp"), "\(run.errors)")
    #expect(try Self.text(bench, "cup.jpg.xmp") == "theirs")
    FileStatus.remove(folder + "/cup.jpg.xmp")
    // Nobody wants it any more: what costs nothing goes.
    try bench.bench.write(assets: changed, head: "provenance: {}")
    #expect(await bench.run().status == .success)
    #expect(try names() == Self.names.sorted())
    #expect(bench.billed.count == 4)
  }

  @Test func `another hand's statement is another hand's`() async throws {
    let bench = try Self.bench("cup: {generate: image, prompt: A cup}")
    #expect(await bench.run().status == .success)
    let theirs = try bench.bench.folder.read("out/shop/cup.jpg")
    let place = try #require(theirs.firstRange(of: Array("reel:Model".utf8)))
    var changed = theirs
    changed[place.lowerBound] = UInt8(ascii: "R")
    _ = try bench.bench.folder.write("out/shop/cup.jpg", changed)
    let run = await bench.run()
    #expect(run.status == .failure && run.errors.contains("left alone"), "\(run.errors)")
    #expect(try bench.bench.folder.read("out/shop/cup.jpg") == changed)
    let taken = await bench.bench.run([
      "adopt", "reel.yaml", "cup", "out/shop/cup.jpg", "--base-url", bench.emulator.baseURL,
    ])
    #expect(taken.status == .success, "\(taken.errors)")
    #expect(await bench.run().status == .success)
    #expect(try bench.bench.folder.read("out/shop/cup.jpg") == changed)
  }

  @Test func `what the emulator draws is no AI's`() async throws {
    let bench = try CommandBench(assets: "cup: {generate: image, prompt: A cup}")
    #expect(try await bench.emulate().outcome.status == .success)
    let text = String(
      decoding: try bench.folder.read("out/shop-emulator/cup.jpg"), as: UTF8.self)
    #expect(text.contains("digitalsourcetype/algorithmicMedia<"))
    #expect(text.contains("<reel:Provider>emulator<") && !text.contains("AISystemUsed"))
  }

  @Test func `a wrong key is named`() async throws {
    let bench = try CommandBench(
      assets: "cup: {generate: image, prompt: A cup}", head: "provenance: {promt: true}")
    let outcome = await bench.run(["check", "reel.yaml"])
    #expect(outcome.status != .success)
    #expect((outcome.output + outcome.errors).contains("did you mean 'prompt'?"))
  }
}
