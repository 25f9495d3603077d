import Foundation
import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

/// Of very many outputs two threads look at a half each.
@Suite struct SnapshotCheckTests {
  private let folder: TemporaryFolder
  private var root: String { folder.path + "/out" }
  private var store: SnapshotStore { SnapshotStore(StateDirectory(folder.path + "/state")) }

  init() throws { folder = try TemporaryFolder() }

  /// Outputs in the root, in a folder that the middle falls into, in one that only has others below it,
  /// and in the last.
  private static let paths: [String] =
    (0..<300).map { "a\($0).jpg" } + (0..<1500).map { "b/\($0).jpg" }
    + (0..<200).map { "c/d/e/\($0).jpg" } + (0..<300).map { "f/\($0).jpg" }

  private func write() async throws {
    try StateDirectory(folder.path + "/state").create()
    for path in Self.paths {
      let file = URL(filePath: "\(root)/\(path)")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(path.utf8).write(to: file)
    }
    let outputs = OutputFolder(root: root)
    await store.write(
      PlanSnapshot(
        question: "what?", assets: Self.paths.count, environment: [], files: [], root: root,
        outputs: try Self.paths.map { path in
          PlanSnapshot.Output(path: path, stamp: try #require(try outputs.stamp(of: path)))
        }))
  }

  /// What one thread finds, which is what two find.
  private var holds: Bool {
    get async {
      guard let snapshot = store.snapshot("what?") else { return false }
      var check = SnapshotCheck(snapshot: snapshot)
      check.manyOutputs = .max
      let alone = await check.holds(environment: [:])
      check.manyOutputs = 2_000
      let together = await check.holds(environment: [:])
      #expect(alone == together)
      return together
    }
  }

  @Test func everyOneOfManyOutputsCounts() async throws {
    try await write()
    #expect(await holds)
    let middle = Self.paths.count / 2
    for number in [0, 299, 300, middle - 1, middle, middle + 1, 1799, 1800, 2000, 2299] {
      let path = "\(root)/\(Self.paths[number])"
      try FileManager.default.moveItem(atPath: path, toPath: path + ".away")
      #expect(await !holds, "\(path) is gone")
      try FileManager.default.moveItem(atPath: path + ".away", toPath: path)
      #expect(await holds)
    }
  }

  @Test(arguments: ["b", "c", "c/d", "c/d/e", "f"])
  func aLinkInTheWayOfManyCounts(name: String) async throws {
    try await write()
    let path = "\(root)/\(name)"
    try FileManager.default.moveItem(atPath: path, toPath: folder.path + "/elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: folder.path + "/elsewhere")
    #expect(await !holds)
  }
}
