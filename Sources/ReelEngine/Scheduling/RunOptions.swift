package import ReelBasics
package import ReelCatalogue

/// How a plan is run.
package struct RunOptions: Sendable {
  /// How many requests may be under way at once; also how many polls, and how many downloads.
  package var concurrency = 8
  /// Lower caps of one medium.
  package var mediumConcurrency: [Medium: Int] = [:]
  /// Starts a second, by medium; a medium that is absent has no limit.
  package var pace: [Medium: Double] = [:]
  /// Polls a second; `nil` for no limit.
  package var pollPace: Double?
  /// Whether a failure stops what does not need the failed asset.
  package var failsFast = false
  /// Whether jobs are waited for. Where not, they are left to a later run as soon as they are
  /// started, and those of earlier runs are asked after once.
  package var waits = true
  /// The host that is asked: jobs that another one knows are left to a run that asks that one. `nil` is
  /// for a host that knows all.
  package var host: String?
  /// Whether nothing may be asked for that would be paid for.
  package var isLocked = false
  /// The most that this run may spend.
  package var budget: Ticks?
  /// How often a request is tried where nothing was billed.
  package var attempts = 5
  /// How long a request may take from when it is first sent.
  package var timeout: Duration = .seconds(15 * 60)
  /// How many assets are converted and written at once.
  package var localWidth = 4
  package var retry = RetryPolicy()
  /// How long such requests took in earlier runs, in seconds, where that is known.
  package var learntSeconds: @Sendable (Operation, String) -> Double? = { _, _ in nil }

  package init() {}

  /// How long such a request is likely to take, in seconds.
  package func expectedSeconds(_ operation: Operation, _ model: String) -> Double {
    learntSeconds(operation, model) ?? operation.usualSeconds
  }
}
