package import ReelBasics

/// A request as the page shows it.
package struct ReportRequest: Sendable {
  /// How it ended. The raw value names its look.
  package enum End: String, Sendable, CaseIterable {
    case kept
    case failed
    /// Under way, or nobody knows.
    case open

    /// The end in words.
    var title: String {
      switch self {
      case .kept: "brought a result"
      case .failed: "brought none"
      case .open: "open"
      }
    }
  }

  /// Which of the page's assets it is for.
  package let asset: Int
  package let model: String
  package let end: End
  /// How it ended, in words.
  package let words: String
  /// When it was put on record, in whole seconds since 1970.
  package let begun: Int64
  /// When its end was; `nil` where it has none.
  package let ended: Int64?
  /// Its day, as `2026-11-21`.
  package let day: String
  /// The provider's own figure.
  package let cost: Ticks?
  /// What it may have cost at most where the provider gave no figure.
  package let unconfirmed: Ticks?

  package init(
    asset: Int, model: String, end: End, words: String, begun: Int64, ended: Int64?, day: String,
    cost: Ticks? = nil, unconfirmed: Ticks? = nil
  ) {
    self.asset = asset
    self.model = model
    self.end = end
    self.words = words
    self.begun = begun
    self.ended = ended
    self.day = day
    self.cost = cost
    self.unconfirmed = unconfirmed
  }

  /// How long it took; `nil` where it has no end.
  var seconds: Int64? { ended.map { max(0, $0 - begun) } }
}
