import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The suite's programs of C, which say how fast something can be at all. They are compiled here, as
/// the package's build would link the Swift runtime to them, which takes a millisecond to start.
struct Programs: Sendable {
  private static let libraries = [
    "commits": ["-lsqlite3"], "floor": ["-lyaml"], "hash": ["-lcrypto"], "launcher": [],
    "server": ["-lpthread"],
  ]

  private static var sources: String {
    #filePath.folderOfPath.folderOfPath.folderOfPath + "/Programs"
  }

  private let folder: String

  init(folder: String) throws {
    self.folder = folder
    try Files.makeFolder(folder)
    for (name, libraries) in Self.libraries {
      try Self.compile("\(Self.sources)/\(name).c", to: "\(folder)/\(name)", libraries)
    }
  }

  /// The path of one.
  subscript(name: String) -> String { "\(folder)/\(name)" }

  /// The path of one of Python, by the name of its file.
  func script(_ name: String) -> String { "\(Self.sources)/\(name)" }

  private static func compile(_ source: String, to program: String, _ libraries: [String]) throws {
    let words = ["cc", "-O2", "-Wall", "-Wextra", source, "-o", program] + libraries
    var arguments = words.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var identifier: pid_t = 0
    guard posix_spawnp(&identifier, "cc", nil, nil, &arguments, environ) == 0 else {
      throw BenchError("there is no C compiler: no program cc in PATH")
    }
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw BenchError("cc cannot compile '\(source)'") }
  }
}
