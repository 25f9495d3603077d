/// Results as a person reads them.
enum ResultText {
  private static let head = [
    "", "wall ms", "median", "cpu ms", "median", "peak MB", "wall x", "cpu x",
  ]

  /// The table of a contest.
  static func text(of result: ContestResult) -> String {
    let counts = result.rows.contains { $0.sample.instructions != nil }
    var rows = [head + (counts ? ["Minstr", "instr x"] : [])]
    for row in result.rows { rows.append(cells(row, of: result, counts: counts)) }
    let rounds = "\(result.rounds) round\(result.rounds == 1 ? "" : "s")"
    let title =
      "\n\(result.title) (\(rounds), x to \(result.base), load \(FigureText.fixed(result.load, 1)))\n"
    let missing = result.missing.sorted { $0.key < $1.key }
      .map { "  \($0.key): missing, \($0.value)\n" }
    return title + table(rows) + missing.joined()
  }

  private static func cells(
    _ row: ContestResult.Row, of result: ContestResult, counts: Bool
  ) -> [String] {
    let sample = row.sample
    func ratio(_ figure: (Sample) -> Double?) -> String {
      result.ratio(of: row.name, to: result.base, in: figure).map { FigureText.fixed($0, 2) } ?? "–"
    }
    let cells = [
      row.name, FigureText.milliseconds(sample.wall), FigureText.milliseconds(sample.medianWall),
      FigureText.milliseconds(sample.cpu), FigureText.milliseconds(sample.medianCPU),
      FigureText.megabytes(sample.peak), ratio(\.wall), ratio(\.cpu),
    ]
    guard counts else { return cells }
    let instructions = sample.instructions.map { FigureText.fixed(Double($0) / 1e6, 1) }
    return cells + [instructions ?? "–", ratio { $0.instructions.map(Double.init) }]
  }

  /// Columns as wide as they have to be, the first to the left and the others to the right.
  static func table(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { index, cell in
        let space = String(repeating: " ", count: widths[index] - cell.count)
        return index == 0 ? cell + space : space + cell
      }
      return "  " + cells.joined(separator: "  ") + "\n"
    }.joined()
  }

  /// What was wanted beside what is, a line each.
  static func text(of targets: [Target]) -> String {
    targets.map { "  \(line(of: $0))\n" }.joined()
  }

  static func line(of target: Target) -> String {
    let unit = target.unit == .ratio ? "" : " \(target.unit.rawValue)"
    let verdict =
      switch target.isMet {
      case true?: "met"
      case false?: "NOT MET"
      case nil: "not measured"
      }
    let value = target.value.map { number($0) + unit } ?? "–"
    let relation = target.isFloor ? "at least" : "at most"
    return "\(verdict): \(target.title) \(value), wanted \(relation) \(number(target.limit))\(unit)"
  }

  /// As many places as tell it from the limits that there are.
  private static func number(_ value: Double) -> String {
    abs(value) < 10 ? FigureText.fixed(value, 3) : FigureText.fixed(value, 1)
  }

  /// How many targets are met, and those that are not.
  static func summary(of results: [Bench.Result]) -> String {
    let targets = results.flatMap { result -> [Target] in
      if case .targets(let targets) = result { targets } else { [] }
    }
    let open = targets.filter { $0.isMet != true }
    let met = targets.count - open.count
    return "\n\(met) of \(targets.count) targets met\n" + text(of: open)
  }
}
