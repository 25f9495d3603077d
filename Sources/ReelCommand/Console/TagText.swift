import ReelBasics
import ReelCatalogue

/// Says what assets cost by their tags.
enum TagText {
  /// More are for machines.
  private static let mostTags = 12

  /// The sums in one line, by the tags' names; `nil` where no tag costs anything.
  static func line(_ costs: [String: CostBounds]) -> String? {
    let costly = costs.filter { $0.value != .zero }.sorted { $0.key < $1.key }
    guard !costly.isEmpty else { return nil }
    let told = costly.prefix(mostTags).map { "\(TerminalText.safe($0.key)) \($0.value)" }
    let more = costly.count - told.count
    return "By tag, an asset under each of its own: \(told.joined(separator: ", "))"
      + (more > 0 ? " and \(more) more." : ".")
  }
}
