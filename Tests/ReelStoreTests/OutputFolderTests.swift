import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct OutputFolderTests {
  let folder: TemporaryFolder
  let outputs: OutputFolder
  let source: String

  init() throws {
    folder = try TemporaryFolder()
    outputs = OutputFolder(root: folder.path + "/out")
    source = try folder.write("new", to: "source")
  }

  @Test func bytesOfMemoryArePlacedAsAFileIs() throws {
    let stamp = try outputs.place(Array("old".utf8), at: "a/b.txt", expecting: .missing)
    #expect(try outputs.entry(at: "a/b.txt") == .file(stamp))
    #expect(try outputs.digest(of: "a/b.txt") == SHA256.digest("old"))
    #expect(throws: StoreError.self) {
      try outputs.place(Array("new".utf8), at: "a/b.txt", expecting: .missing)
    }
    #expect(try outputs.digest(of: "a/b.txt") == SHA256.digest("old"))
    try outputs.place(Array("new".utf8), at: "a/b.txt", expecting: .file(stamp))
    #expect(try outputs.digest(of: "a/b.txt") == SHA256.digest("new"))
    #expect(throws: StoreError.self) { try outputs.place([], at: "../b.txt") }
    #expect(try Folders.names(in: outputs.root + "/a") == ["b.txt"], "no part is left")
  }

  /// Where case makes no difference, a file has both names.
  @Test(arguments: [true, false])
  func anOldNameOfTheSameFileIsNotRemoved(_ isSameFile: Bool) async throws {
    let database = try RecordDatabase.open(try folder.state()) { 7 }
    let new = try outputs.place(source, at: "banner.png")
    let old =
      isSameFile
      ? unsafe link(outputs.root + "/banner.png", outputs.root + "/Banner.png") == 0 ? new : nil
      : try outputs.place(source, at: "Banner.png")
    let digest = SHA256.digest("new")
    let records = ["Banner.png", "banner.png"].map { path in
      OutputRecord(
        path: path, asset: path, fingerprint: Sample.fingerprint, slot: 1, original: digest,
        recipe: "", digest: digest)
    }
    try await database.recordOutputs(
      Array(zip(records, [try #require(old), new])), in: "out", manifest: "m")
    let sweep = OutputSweep(
      database: database, objects: ObjectStore(try folder.state()),
      outputs: OutputFolder(root: outputs.root, name: "out"), manifest: "m")
    let result = try await sweep.run { $0 == "banner.png" }
    #expect(result.moved == (isSameFile ? [] : ["Banner.png"]) && result.orphans == [])
    #expect(try outputs.digest(of: "banner.png") == digest)
    #expect(try database.outputs(of: "m", in: "out").map(\.path) == ["banner.png"])
    await database.close()
  }

  private func parts() throws -> [String] {
    try folder.everything().filter { $0.hasSuffix(".part") }
  }

  @Test func placesBelowFoldersThatItMakes() throws {
    #expect(try outputs.entry(at: "a/b/cup.png") == .missing)
    #expect(try folder.everything() == ["source"])
    let stamp = try outputs.place(source, at: "a/b/cup.png")
    #expect(try folder.read("out/a/b/cup.png") == "new")
    #expect(stamp.size == 3)
    #expect(try outputs.stamp(of: "a/b/cup.png") == stamp)
    #expect(try outputs.entry(at: "a/b/cup.png") == .file(stamp))
    #expect(try outputs.digest(of: "a/b/cup.png") == SHA256.digest("new"))
    #expect(try outputs.entry(at: "a/b") == .other)
    #expect(try outputs.digest(of: "a/b") == nil)
    #expect(try parts().isEmpty)
  }

  @Test func replacesAsAWhole() throws {
    let before = try outputs.place(try folder.write("old", to: "old"), at: "cup.png")
    let after = try outputs.place(source, at: "cup.png")
    #expect(before.inode != after.inode)
    #expect(try folder.read("out/cup.png") == "new")
    // A copy, never a link: changing the output leaves the store as it is.
    try folder.write("changed", to: "out/cup.png")
    #expect(try folder.read("source") == "new")
  }

  @Test(arguments: [
    "", "/cup", "../cup", "a/../cup", "a//cup", "./cup", "a/.", "a/", "a\0b",
    "../\u{200D}cup", "a/../\u{301}cup", "/\u{1F3FB}", "a//\u{FE0F}", "\u{600}/../cup",
  ])
  func refusesPathsThatLeadOut(_ path: String) throws {
    for attempt in [
      { try outputs.place(source, at: path) as Any }, { try outputs.entry(at: path) as Any },
      { try outputs.digest(of: path) as Any },
    ] {
      let error = #expect(throws: StoreError.self) { _ = try attempt() }
      #expect(error?.code == .outsideOutput)
    }
    #expect(try folder.everything() == ["source"])
  }

  @Test func refusesLinksOnTheWay() throws {
    try folder.write("keep", to: "elsewhere/cup.png")
    try folder.write("", to: "out/here/x")
    try folder.link("out/away", to: "../elsewhere")
    try folder.link("out/inside", to: "here")
    for name in ["away", "inside"] {
      let error = #expect(throws: StoreError.self) {
        try outputs.place(source, at: "\(name)/cup.png")
      }
      #expect(error?.code == .outsideOutput)
      #expect(try outputs.entry(at: "\(name)/cup.png") == .other)
      #expect(try outputs.digest(of: "\(name)/cup.png") == nil)
    }
    #expect(try folder.read("elsewhere/cup.png") == "keep")
    #expect(try parts().isEmpty)
  }

  @Test func replacesALinkItselfAndNeverItsTarget() throws {
    try folder.write("keep", to: "elsewhere")
    try folder.write("", to: "out/x")
    try folder.link("out/cup.png", to: "../elsewhere")
    #expect(try outputs.entry(at: "cup.png") == .other)
    try outputs.place(source, at: "cup.png")
    #expect(try folder.read("elsewhere") == "keep")
    #expect(try folder.read("out/cup.png") == "new")
  }

  @Test func theFolderItselfMayBeALink() throws {
    try folder.write("", to: "real/x")
    try folder.link("out", to: "real")
    try outputs.place(source, at: "cup.png")
    #expect(try folder.read("real/cup.png") == "new")
  }

  @Test func refusesWhatStandsInTheWay() throws {
    try folder.write("", to: "out/folder/x")
    try folder.write("", to: "out/file")
    for path in ["folder", "file/cup.png"] {
      let error = #expect(throws: StoreError.self) { try outputs.place(source, at: path) }
      #expect(error?.code == .denied)
    }
    #expect(throws: StoreError.self) { try outputs.place(folder.path + "/none", at: "cup.png") }
    #expect(throws: StoreError.self) { try outputs.place(folder.path + "/out", at: "cup.png") }
    #expect(try parts().isEmpty)
  }

  @Test func leavesAloneWhatAnotherHandPutThere() throws {
    let stamp = try outputs.place(source, at: "cup.png", expecting: .missing)
    let error = #expect(throws: StoreError.self) {
      try outputs.place(source, at: "cup.png", expecting: .missing)
    }
    #expect(error?.code == .changed)
    try outputs.place(source, at: "cup.png", expecting: .file(stamp))
    #expect(throws: StoreError.self) {
      try outputs.place(source, at: "cup.png", expecting: .file(stamp))
    }
    #expect(try parts().isEmpty)
  }

  @Test func removesOnlyTheBytesItIsTold() throws {
    try outputs.place(source, at: "cup.png")
    #expect(try !outputs.remove("cup.png", matching: SHA256.digest("old")))
    #expect(try !outputs.remove("none.png", matching: SHA256.digest("new")))
    #expect(try outputs.remove("cup.png", matching: SHA256.digest("new")))
    #expect(try outputs.entry(at: "cup.png") == .missing)
  }

  @Test func longNamesFit() throws {
    let name = String(repeating: "ü", count: 120) + ".png"
    try outputs.place(source, at: name)
    #expect(try outputs.digest(of: name) == SHA256.digest("new"))
  }

  /// A letter that joins the one before it is none of the slash's, nor of a dot's.
  @Test(arguments: ["\u{1F3FB}.jpg", "\u{301}.jpg", "\u{200D}.jpg", "\u{FE0F}.jpg", "\u{600}"])
  func lettersThatJoinOthersArePlacedInTheirFolder(name: String) throws {
    try outputs.place(source, at: "hand/\(name)")
    #expect(try Folders.names(in: outputs.root) == ["hand"])
    #expect(try outputs.digest(of: "hand/\(name)") == SHA256.digest("new"))
    try WholeFile.write(to: outputs.root + "/hand/\(name).txt") { (write) throws(StoreError) in
      try write("a")
    }
    #expect(try outputs.digest(of: "hand/\(name).txt") == SHA256.digest("a"))
    let dead = PartName.make(for: name)
    #expect(PartName.isOurs(dead) && PartName.isOurs(dead, for: name))
    try outputs.place(source, at: "hand/\(dead)")
    try outputs.removeParts(beside: ["hand/\(name)"])
    #expect(try parts().isEmpty)
  }

  @Test func twoSpellingsOfAFolderAreTwoFolders() throws {
    let spellings = ["caf\u{E9}", "cafe\u{301}"]
    for name in spellings { try folder.write(name, to: "out/\(name)/cup.png") }
    // Some file systems have one folder of both.
    guard try folder.read("out/\(spellings[0])/cup.png").hasBytes(of: spellings[0]) else { return }
    var kept: OpenFolders? = OpenFolders()
    for name in spellings {
      let stamp = try #require(try outputs.stamp(of: "\(name)/cup.png"))
      let entry = try outputs.entry(at: "\(name)/cup.png", keeping: &kept)
      #expect(entry == .file(stamp))
    }
  }

  @Test func removesPartsOfDeadRunsOnly() throws {
    let dead = "out/a/.cup.png.reel-0123456789abcdef.part"
    let others = [
      "out/a/.cup.png.part", "out/a/.cup.png.reel-0123456789abcdeg.part", "out/a/cup.part",
      "out/a/.cup.png.0123456789abcdef.part",
      "out/a/.reel-0123456789abcdef.part", "out/b/.cup.png.reel-0123456789abcdef.part",
    ]
    for name in [dead] + others { try folder.write("half", to: name) }
    try outputs.removeParts(beside: ["a/cup.png", "a/jug.png", "none/x.png"])
    #expect(try parts() == others.sorted())
  }

  @Test func leavesAloneWhatALiveRunWrites() throws {
    let name = "out/.cup.png.reel-0123456789abcdef.part"
    let descriptor = open(try folder.write("half", to: name), O_RDONLY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    try outputs.removeParts(beside: ["cup.png"])
    #expect(try parts() == [name])
    #expect(flock(descriptor, LOCK_UN) == 0)
    try outputs.removeParts(beside: ["cup.png"])
    #expect(try parts().isEmpty)
  }
}
