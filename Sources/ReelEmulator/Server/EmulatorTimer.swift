/// Time as the emulator sees it: a clock, and actions that are due later.
package protocol EmulatorTimer: Sendable {
  /// Time since some moment that stays; never goes back.
  func now() -> Duration

  /// Calls `action` when `now()` has reached `moment`, never before it.
  func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void)

  /// Drops all that is due later.
  func stop()
}
