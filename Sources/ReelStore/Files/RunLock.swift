import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The hold of one run on a state folder. It ends with this object, or with the process.
package final class RunLock: Sendable {
  /// Who holds a state.
  package struct Holder: Sendable, Hashable {
    /// The process.
    package let process: Int32
    /// The machine it runs on.
    package let host: String
    /// Since when, in seconds since 1970.
    package let started: Int64
    /// What it was called with.
    package let command: String

    package init(process: Int32, host: String, started: Int64, command: String) {
      self.process = process
      self.host = host
      self.started = started
      self.command = command
    }

    /// This process.
    package init(started: Int64, command: String) {
      var name = [CChar](repeating: 0, count: 256)
      // One byte less, so that a name that was cut still ends in NUL.
      let known = unsafe gethostname(&name, name.count - 1) == 0
      let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      self.init(
        process: getpid(), host: known ? String(decoding: bytes, as: UTF8.self) : "unknown",
        started: started, command: command)
    }
  }

  private let file: OpenFile

  private init(_ file: OpenFile) { self.file = file }

  // Closing would let go too, but a child that is just being started may share the descriptor.
  deinit { flock(file.descriptor, LOCK_UN) }

  /// Takes hold of a state that was made (`StateDirectory.create()`).
  ///
  /// - Throws: `.held`, with the holder, where another run has it.
  package static func acquire(
    _ state: StateDirectory, as holder: Holder
  ) throws(StoreError) -> RunLock {
    let file = try OpenFile.open(state.lockPath, flags: O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
    while flock(file.descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK: throw held(by: readHolder(file), state)
      default: throw .system("cannot lock '\(state.lockPath)'", errno: errno)
      }
    }
    guard ftruncate(file.descriptor, 0) == 0 else {
      throw .system("cannot write '\(state.lockPath)'", errno: errno)
    }
    try file.write(holder.json.bytes + [UInt8(ascii: "\n")])
    return RunLock(file)
  }

  /// Whether the file of the lock can be written at all: a state may lie where all is only to be read.
  package static func canBeTaken(_ state: StateDirectory) -> Bool {
    unsafe access(state.lockPath, W_OK) == 0 || (errno == ENOENT && access(state.path, W_OK) == 0)
  }

  /// Takes hold of a state as soon as it is free.
  ///
  /// Between two tries `pause` waits a little. It is given who holds the state, where that is known;
  /// what it throws ends the wait.
  package static func acquire(
    _ state: StateDirectory, as me: Holder,
    waiting pause: (Holder?) async throws -> Void
  ) async throws -> RunLock {
    while true {
      let holder: Holder?
      do {
        return try acquire(state, as: me)
      } catch {
        guard error.code == .held else { throw error }
        holder = error.holder
      }
      try await pause(holder)
    }
  }

  /// Who holds a state at this moment; `nil` where nobody does, or it is not known who.
  package static func holder(of state: StateDirectory) -> Holder? {
    guard let file = try? OpenFile.open(state.lockPath, flags: O_RDONLY | O_NOFOLLOW),
      let holder = readHolder(file)
    else { return nil }
    // The file stays behind. Only to ask for the lock would, for a moment, keep a run that begins from it.
    let isHere = holder.host == Holder(started: 0, command: "").host
    if isHere, kill(holder.process, 0) != 0, errno == ESRCH { return nil }
    guard flock(file.descriptor, LOCK_SH | LOCK_NB) != 0 else {
      flock(file.descriptor, LOCK_UN)
      return nil
    }
    return errno == EWOULDBLOCK ? holder : nil
  }

  private static func held(by holder: Holder?, _ state: StateDirectory) -> StoreError {
    guard let holder else {
      return StoreError(.held, "another run holds '\(state.path)'")
    }
    return StoreError(
      .held,
      "another run holds '\(state.path)': process \(holder.process) on \(holder.host), "
        + "\(holder.command)", holder: holder)
  }

  // The holder may be just about to write: then nothing is known of it.
  private static func readHolder(_ file: OpenFile) -> Holder? {
    guard let bytes = try? LocalFileReader.readAll(file.descriptor, expecting: 0, limit: 65536),
      let json = try? JSONValue(parsing: bytes)
    else { return nil }
    return Holder(json)
  }
}

extension RunLock.Holder {
  fileprivate var json: JSONValue {
    [
      "pid": .int(Int64(process)), "host": .string(host), "started": .int(started),
      "command": .string(command),
    ]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let process = json["pid"]?.integer, let host = json["host"]?.string,
      let started = json["started"]?.integer, let command = json["command"]?.string
    else { return nil }
    self.init(
      process: Int32(truncatingIfNeeded: process), host: host, started: started, command: command)
  }
}
