/// What came of a contest.
struct ContestResult: Sendable {
  struct Row: Sendable {
    let name: String
    let sample: Sample
  }

  let title: String
  /// The name of the row that ratios are taken to.
  let base: String
  let rounds: Int
  /// The machine's load at its end.
  let load: Double
  let rows: [Row]
  /// Contestants that are not on this machine, with what is missing.
  let missing: [String: String]

  /// What a contestant took; `nil` where it was not there.
  subscript(name: String) -> Sample? { rows.first { $0.name == name }?.sample }

  /// By how much one took more than the other in something; `nil` where one was not there, or its
  /// figure is not known.
  func ratio(
    of name: String, to other: String, in figure: (Sample) -> Double?
  ) -> Double? {
    guard let value = self[name].flatMap(figure), let base = self[other].flatMap(figure), base > 0
    else { return nil }
    return value / base
  }
}
