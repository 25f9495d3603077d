import ReelStore
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite(.timeLimit(.minutes(10)))
struct StateTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func makesWhatIsMissingForTheOwnerAlone() throws {
    let state = StateDirectory(folder.path + "/.reel/emulator")
    #expect(try !state.check())
    #expect(try folder.everything().isEmpty)
    try state.create()
    try state.create()
    #expect(try state.check())
    #expect(folder.permissions(".reel") == 0o700)
    for name in ["", "/objects", "/tmp", "/tmp/undecodable"] {
      #expect(folder.permissions(".reel/emulator" + name) == 0o700)
    }
    #expect(try folder.read(".reel/emulator/.gitignore") == "*\n")
    // A crash may have come between making it and writing it.
    try folder.write("", to: ".reel/emulator/.gitignore")
    try state.create()
    #expect(try folder.read(".reel/emulator/.gitignore") == "*\n")
    try folder.write("# mine\n", to: ".reel/emulator/.gitignore")
    try state.create()
    #expect(try folder.read(".reel/emulator/.gitignore") == "# mine\n")
  }

  @Test func refusesLinksFilesAndFoldersOfOthers() throws {
    _ = try folder.state()
    try folder.link("linked", to: "state")
    try folder.write("", to: "file")
    for name in ["linked", "file"] {
      let error = #expect(throws: StoreError.self) {
        try StateDirectory(folder.path + "/" + name).create()
      }
      #expect(error?.code == .denied)
    }
    // Only the superuser can give a folder away.
    guard geteuid() == 0, chown(folder.path + "/state", 12345, 12345) == 0 else { return }
    let error = #expect(throws: StoreError.self) {
      try StateDirectory(folder.path + "/state").check()
    }
    #expect(error?.message.contains("another user") == true)
  }

  @Test(arguments: ["work/notes.txt", "work/lock.txt", "work/tmp/../src"])
  func refusesAFolderThatIsNoState(_ name: String) throws {
    try folder.write("mine", to: name)
    try folder.write("mine", to: "work/lock")
    let before = try folder.everything()
    let error = #expect(throws: StoreError.self) {
      try StateDirectory(folder.path + "/work").create()
    }
    #expect(error?.message.contains("is no state folder") == true)
    #expect(try folder.everything() == before)
  }

  @Test(arguments: [".DS_Store", "stamps/shop/cup", "shop.lock.yaml", "emulator/lock"])
  func takesAFolderWithWhatMayBeThereBefore(_ name: String) throws {
    try folder.write("", to: "state/" + name)
    _ = try folder.state()
  }

  @Test(arguments: ["objects", "tmp", "tmp/undecodable", "tmp/replaced"])
  func refusesALinkInAState(_ name: String) throws {
    let state = try folder.state()
    try folder.write("", to: "else/file")
    try? folder.remove("state/" + name + "/undecodable")
    try? folder.remove("state/" + name)
    try folder.link("state/" + name, to: folder.path + "/else")
    let error = #expect(throws: StoreError.self) { try state.create() }
    #expect(error?.message.contains("is a symbolic link") == true)
  }

  @Test func oneRunAtATime() throws {
    let state = try folder.state()
    let first = RunLock.Holder(
      process: 42, host: "mill", started: 1_700_000_000, command: "reel run")
    let second = RunLock.Holder(started: 1_700_000_001, command: "reel run -j 1")
    #expect(second.process == getpid() && !second.host.isEmpty)
    do {
      let lock = try RunLock.acquire(state, as: first)
      let error = #expect(throws: StoreError.self) { try RunLock.acquire(state, as: second) }
      #expect(error?.code == .held)
      #expect(error?.holder == first)
      #expect(error?.message.contains("process 42 on mill, reel run") == true)
      withExtendedLifetime(lock) {}
    }
    let lock = try RunLock.acquire(state, as: second)
    #expect(try folder.read("state/lock").contains("\"command\":\"reel run -j 1\""))
    withExtendedLifetime(lock) {}
  }

  @Test func aHolderThatSaysNothingIsStillOne() throws {
    let state = try folder.state()
    let lock = try RunLock.acquire(state, as: RunLock.Holder(started: 1, command: "reel"))
    #expect(truncate(state.lockPath, 0) == 0)
    let error = #expect(throws: StoreError.self) {
      try RunLock.acquire(state, as: RunLock.Holder(started: 2, command: "reel"))
    }
    #expect(error?.code == .held)
    #expect(error?.holder == nil)
    withExtendedLifetime(lock) {}
  }

  @Test func waitsUntilTheStateIsFree() async throws {
    let state = try folder.state()
    let me = RunLock.Holder(started: 2, command: "second")
    var held: RunLock? = try RunLock.acquire(
      state, as: RunLock.Holder(started: 1, command: "first"))
    var holders: [String?] = []
    let lock = try await RunLock.acquire(state, as: me) { holder in
      holders.append(holder?.command)
      if holders.count == 2 { held = nil }
    }
    #expect(held == nil)
    #expect(holders == ["first", "first"])
    struct Stop: Error {}
    await #expect(throws: Stop.self) {
      try await RunLock.acquire(state, as: me) { _ in throw Stop() }
    }
    withExtendedLifetime(lock) {}
  }
}
