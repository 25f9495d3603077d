/// Things that are measured together.
enum BenchGroup: String, CaseIterable, Sendable {
  case start, parse, noop, plan

  func run(on bench: Bench) async throws {
    switch self {
    case .start: try await StartGroup.run(on: bench)
    case .parse: try await ParseGroup.run(on: bench)
    case .noop: try await NoopGroup.run(on: bench)
    case .plan: try await PlanGroup.run(on: bench)
    }
  }
}
