import ReelBasics

/// Results as programs read them.
enum ResultDocument {
  /// The form; it counts up with changes that a reader notices.
  static let version: Int64 = 1

  static func json(of results: [Bench.Result]) -> JSONValue {
    var contests: [JSONValue] = []
    var targets: [JSONValue] = []
    for result in results {
      switch result {
      case .contest(let contest): contests.append(json(of: contest))
      case .targets(let list): targets += list.map(json(of:))
      }
    }
    return .object([
      "version": .int(version), "contests": .array(contests), "targets": .array(targets),
    ])
  }

  private static func json(of contest: ContestResult) -> JSONValue {
    .object([
      "title": .string(contest.title), "base": .string(contest.base),
      "rounds": .int(Int64(contest.rounds)), "load": number(contest.load),
      "missing": .object(contest.missing.mapValues(JSONValue.string)),
      "rows": .array(
        contest.rows.map { row in
          .object([
            "name": .string(row.name), "wall": .array(row.sample.walls.map(number)),
            "cpu": .array(row.sample.cpus.map(number)), "peak": .int(row.sample.peak),
            "instructions": row.sample.instructions.map(JSONValue.int) ?? .null,
            "cpu_ratio": number(contest.ratio(of: row.name, to: contest.base, in: \.cpu)),
            "wall_ratio": number(contest.ratio(of: row.name, to: contest.base, in: \.wall)),
          ])
        }),
    ])
  }

  private static func json(of target: Target) -> JSONValue {
    .object([
      "title": .string(target.title), "value": number(target.value),
      "limit": number(target.limit), "unit": .string(target.unit.rawValue),
      "is_floor": .bool(target.isFloor), "met": target.isMet.map(JSONValue.bool) ?? .null,
    ])
  }

  private static func number(_ value: Double?) -> JSONValue {
    value.flatMap { $0.isFinite ? .double($0) : nil } ?? .null
  }
}
