/// What a request may take at most.
package struct HTTPLimits: Sendable, Equatable {
  /// A speed below which a transfer counts as stalled.
  package struct LowSpeed: Sendable, Equatable {
    /// Bytes a second, sent and received together.
    package var bytesPerSecond: Int
    /// For how long, in whole seconds (rounded up, from 1), before the transfer is given up.
    package var duration: Duration

    package init(bytesPerSecond: Int, over duration: Duration) {
      self.bytesPerSecond = bytesPerSecond
      self.duration = duration
    }
  }

  /// Name, connection and TLS together.
  package var connect: Duration
  /// The whole exchange with all its redirects, from when the transfer starts.
  package var total: Duration
  /// When a transfer counts as stalled; `nil` for never. The time in which a server thinks counts.
  package var lowSpeed: LowSpeed?
  /// The header block of the answer in bytes, interim answers and trailers included.
  package var maximumHeaderBytes: Int
  /// The body of the answer in bytes.
  package var maximumBodyBytes: Int64

  package init(
    connect: Duration = .seconds(15), total: Duration = .seconds(300), lowSpeed: LowSpeed? = nil,
    maximumHeaderBytes: Int = 300_000, maximumBodyBytes: Int64 = 64 << 20
  ) {
    self.connect = connect
    self.total = total
    self.lowSpeed = lowSpeed
    self.maximumHeaderBytes = maximumHeaderBytes
    self.maximumBodyBytes = maximumBodyBytes
  }
}
