import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The program `reel` as it was built, run by a shell as its users run it.
enum BuiltTool {
  /// Its path, beside the tests; `nil` where it is not there.
  static let path: String? = {
    let own = CommandLine.arguments[0].split(separator: "/").dropLast().joined(separator: "/")
    let path = "/\(own)/reel"
    return access(path, X_OK) == 0 ? path : nil
  }()

  private static let threads = WorkerThreads(width: 2)

  /// Runs a line of shell in a folder, with `$REEL` for the program, and gives its status; whatever
  /// it writes goes where the line sends it.
  static func shell(_ line: String, in folder: String) async throws -> Int32 {
    let variables =
      CommandBench.environment.map { "\($0.key)=\($0.value)" } + ["REEL=\(path ?? "")"]
    return try await threads.run {
      try spawn(["/bin/sh", "-c", "cd '\(folder)' || exit 99\n\(line)"], variables)
    }
  }

  struct Failure: Error {
    let status: Int32
  }

  private static func spawn(_ words: [String], _ variables: [String]) throws -> Int32 {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGPIPE, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var arguments = words.map { strdup($0) } + [nil]
    var environment = variables.map { strdup($0) } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var identifier: pid_t = 0
    let failure = posix_spawn(&identifier, words[0], nil, &attributes, &arguments, &environment)
    guard failure == 0 else { throw Failure(status: failure) }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    guard status & 0x7F == 0 else { throw Failure(status: status) }
    return (status >> 8) & 0xFF
  }
}
