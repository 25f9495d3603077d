/// Counts instructions, which no load of the machine changes.
extension Launcher {
  /// The instructions of one run under callgrind, the threads' together; `nil` where valgrind or
  /// strip is not here.
  func instructions(of command: BenchCommand) async throws -> Int64? {
    guard has("valgrind"), has("strip") else { return nil }
    // Valgrind stops at debug information newer than itself.
    var words = command.words
    if words[0].hasPrefix("/") {
      let bare = scratch + "/counted"
      _ = try await run(BenchCommand(["strip", "-g", "-o", bare, words[0]]))
      words[0] = bare
    }
    var counted = BenchCommand(
      ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"] + words,
      in: command.folder, environment: command.environment)
    counted.statuses = command.statuses
    return Self.collected(in: try await run(counted).errors)
  }

  /// The number that callgrind ends with, as `==1== Collected : 123`.
  static func collected(in text: String) -> Int64? {
    for line in text.split(separator: "\n").reversed() {
      guard let range = line.firstRange(of: "Collected : ") else { continue }
      return Int64(line[range.upperBound...].prefix { $0.isNumber })
    }
    return nil
  }
}
