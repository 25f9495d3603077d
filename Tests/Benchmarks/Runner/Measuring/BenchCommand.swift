/// A program with its arguments and surroundings.
struct BenchCommand: Sendable {
  /// The program's name or path, and its arguments.
  let words: [String]
  var folder: String?
  var environment: [String: String] = [:]
  /// Whether what it writes is wanted; it goes to `/dev/null` otherwise.
  var isRead = false
  /// How it may end.
  var statuses: Set<Int> = [0]

  init(
    _ words: [String], in folder: String? = nil, environment: [String: String] = [:],
    isRead: Bool = false, statuses: Set<Int> = [0]
  ) {
    self.words = words
    self.folder = folder
    self.environment = environment
    self.isRead = isRead
    self.statuses = statuses
  }
}
