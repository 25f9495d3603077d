package import ReelBasics
package import ReelCatalogue

/// How a plan is run.
package struct RunOptions: Sendable {
  /// How many requests may be under way at once.
  package var concurrency = 8
  /// Lower caps of one medium.
  package var mediumConcurrency: [Medium: Int] = [:]
  /// Starts a second, by medium; a medium that is absent has no limit.
  package var pace: [Medium: Double] = [:]
  /// Whether a failure stops what does not need the failed asset.
  package var failsFast = false
  /// Whether jobs are left to a later run as soon as they are started.
  package var waits = true
  /// The most that this run may spend.
  package var budget: Ticks?
  /// How often a request is tried where nothing was billed, and how long an asset may take.
  package var attempts = 5
  package var timeout: Duration = .seconds(15 * 60)
  /// How many pictures are converted and written at once.
  package var localWidth = 4
  package var retry = RetryPolicy()

  package init() {}
}
