import ReelTestSupport
import Testing

@testable import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct WholeFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file as a writer has it, last written to so many seconds ago.
  private func leavePart(_ name: String, age: Int) throws {
    let part = open(folder.path + "/" + name, O_WRONLY | O_CREAT, 0o600)
    #expect(write(part, "half", 4) == 4)
    close(part)
    let past = timeval(tv_sec: time(nil) - age, tv_usec: 0)
    #expect(utimes(folder.path + "/" + name, [past, past]) == 0)
  }

  @Test func partsOfWhoWasKilledGoWithTheNextWrite() throws {
    let digits = "0123456789abcdef"
    let dead = ".page.html.reel-\(digits).part"
    let kept = [
      // Of another file, of one whose name only begins alike, and one that looks like none of ours.
      ".other.html.reel-\(digits).part", ".page.html.reel-\(digits).reel-\(digits).part",
      ".page.html.reel-1.part",
    ]
    for name in [dead] + kept { try leavePart(name, age: 3600) }
    let young = ".page.html.reel-aaaaaaaaaaaaaaaa.part"
    try leavePart(young, age: 0)
    let held = ".page.html.reel-bbbbbbbbbbbbbbbb.part"
    try leavePart(held, age: 3600)
    let writer = open(folder.path + "/" + held, O_RDONLY)
    defer { close(writer) }
    #expect(flock(writer, LOCK_EX | LOCK_NB) == 0)
    try WholeFile.write(to: folder.path + "/" + "page.html") { (write) throws(StoreError) in
      try write("whole")
    }
    let left = try Folders.names(in: folder.path).sorted()
    #expect(left == (kept + [young, held, "page.html"]).sorted())
  }
}
