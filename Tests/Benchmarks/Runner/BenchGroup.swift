/// Things that are measured together.
enum BenchGroup: String, CaseIterable, Sendable {
  case start, parse

  func run(on bench: Bench) async throws {
    switch self {
    case .start: try await StartGroup.run(on: bench)
    case .parse: try await ParseGroup.run(on: bench)
    }
  }
}
