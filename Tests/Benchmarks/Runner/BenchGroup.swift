/// Things that are measured together.
enum BenchGroup: String, CaseIterable, Sendable {
  case start, parse, noop, plan, exec, http, store, report

  func run(on bench: Bench) async throws {
    switch self {
    case .start: try await StartGroup.run(on: bench)
    case .parse: try await ParseGroup.run(on: bench)
    case .noop: try await NoopGroup.run(on: bench)
    case .plan: try await PlanGroup.run(on: bench)
    case .exec: try await ExecGroup.run(on: bench)
    case .http: try await HTTPGroup.run(on: bench)
    case .store: try await StoreGroup.run(on: bench)
    case .report: try await ReportGroup.run(on: bench)
    }
  }
}
