import ReelBasics
import ReelPlan
import Testing

@testable import ReelStore

#if canImport(Glibc)
  import Glibc
#endif

/// What is held against the lock file, where a file cannot be read.
@Suite struct LockCheckTests {
  #if os(Linux)
    // A file that not even root can read from its start: a process' own memory.
    @Test func `a file that cannot be read is named, and the others are looked at`() throws {
      let folder = try TemporaryFolder()
      let state = try folder.state()
      let media = MediaRecord(
        digest: SHA256.digest("a"), mediaType: "image/png", byteCount: 1, width: 1, height: 1)
      var entry = LockFile.Entry()
      entry.outputs = ["mem", "none.png"].map { path in
        LockFile.Output(
          path: path, variant: 1, media: media, original: media, recipe: "", model: nil,
          requestID: nil, revisedPrompt: nil)
      }
      let result = try LockCheck(
        lock: LockFile(entries: ["cup": entry]),
        outputs: OutputFolder(root: "/proc/\(getpid())", name: "proc"),
        objects: ObjectStore(state), database: RecordDatabase.openReadOnly(state), manifest: "reel"
      ).run()
      #expect(result.outputs == 2 && result.wrongOutputs == 2)
      #expect(result.findings.map(\.path) == ["mem", "none.png"])
      guard case .unreadable(let reason)? = result.findings.first?.kind else {
        Issue.record("\(result.findings)")
        return
      }
      #expect(reason.hasPrefix("cannot read '/proc/"))
      #expect(result.findings.last?.kind == .missing(isKept: false))
    }
  #endif
}
