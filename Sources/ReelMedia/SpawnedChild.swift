#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A running program in a process group of its own, so that Ctrl-C at the terminal goes to Reel
/// alone, which then decides. Where Reel ends by it, nobody reads any more what the program writes.
struct SpawnedChild {
  private let identifier: pid_t

  /// Starts a program: nothing on its standard input, the given descriptors as its two outputs,
  /// default signals, none blocked. The arguments begin with the name it is called by.
  init(
    path: String, arguments: [String], environment: [String: String], output: Int32, errors: Int32
  ) throws(MediaError) {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = unsafe posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)

    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGQUIT] { unsafe sigaddset(&signals, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    #if canImport(Darwin)
      let closing = POSIX_SPAWN_CLOEXEC_DEFAULT
    #else
      let closing: Int32 = 0
    #endif
    let flags =
      POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | closing
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))

    let variables = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    var identifier: pid_t = 0
    let status = unsafe SpawnedChild.withCStrings(arguments) { arguments in
      unsafe SpawnedChild.withCStrings(variables) { variables in
        unsafe posix_spawn(&identifier, path, &actions, &attributes, arguments, variables)
      }
    }
    guard status == 0 else {
      let reason = unsafe String(cString: strerror(status))
      throw MediaError(.programFailed, "\(path) cannot be started: \(reason)")
    }
    self.identifier = identifier
  }

  /// Sends a signal to the program and all that it started. Only while `status` has not told the end.
  func signal(_ signal: Int32) {
    _ = kill(-identifier, signal)
  }

  /// Once it has ended: its status, or minus the number of the signal that ended it.
  func status() -> Int? {
    var status: Int32 = 0
    let result = unsafe waitpid(identifier, &status, WNOHANG)
    if result == 0 || (result < 0 && errno == EINTR) { return nil }
    // Where the status went elsewhere, nothing good is known about it.
    guard result == identifier else { return 255 }
    let signal = Int(status & 0x7F)
    return signal == 0 ? Int((status >> 8) & 0xFF) : -signal
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
    defer { unsafe pointers.forEach { unsafe free($0) } }
    return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("it holds a nil at least") }
      return unsafe body(base)
    }
  }
}
