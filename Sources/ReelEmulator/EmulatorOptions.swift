/// How an emulator behaves.
package struct EmulatorOptions: Sendable {
  /// What its media are.
  package enum Rendering: String, Sendable, CaseIterable {
    /// Of the asked size and length.
    case full
    /// Tiny, but still valid and playable.
    case instant
  }

  /// The port on 127.0.0.1; 0 takes any free one.
  package var port: UInt16
  /// Where all its media and request ids come from.
  package var seed: UInt64
  /// How long an image request takes, from its body read to its answer, at least.
  package var imageLatency: Duration
  /// How long a video job takes, from its create to its end, at least.
  package var videoLatency: Duration
  package var rendering: Rendering
  /// The one key that is taken; `nil` takes any that does not look real.
  package var requiredKey: String?
  /// How many creates a second are taken; `nil` takes all. More than 0.
  package var requestsPerSecond: Double?
  /// The most that `requestsPerSecond` may be; more counts as this.
  package static let mostRequestsPerSecond = 1_000_000.0
  /// The file that gets every ledger entry as a line of JSON; its lines so far stay.
  package var ledgerPath: String?
  /// How long a media address works after it was given out; `nil` as long as the bytes are kept.
  package var timeToLive: Duration?
  /// The most bytes of a request's body.
  package var bodyCap: Int
  /// The most bytes of media that are kept for their addresses; the oldest go first.
  /// Files of the Files API have as much for themselves.
  package var mediaMemory: Int
  /// Whether the newest shapes of requests alone are taken.
  package var isStrict = false
  /// In which shape answers are written.
  package var shape = AnswerShape()
  /// What goes wrong, and when; the first rule that has a fault for a request counts.
  package var faults: [FaultRule] = []
  /// The most bytes of a file of the Files API.
  package var fileCap: Int = 50 << 20

  package init(
    port: UInt16 = 0, seed: UInt64 = 0, imageLatency: Duration = .zero,
    videoLatency: Duration = .zero, rendering: Rendering = .full, requiredKey: String? = nil,
    requestsPerSecond: Double? = nil, ledgerPath: String? = nil, timeToLive: Duration? = nil,
    bodyCap: Int = 64 << 20, mediaMemory: Int = 512 << 20
  ) {
    self.port = port
    self.seed = seed
    self.imageLatency = imageLatency
    self.videoLatency = videoLatency
    self.rendering = rendering
    self.requiredKey = requiredKey
    self.requestsPerSecond = requestsPerSecond
    self.ledgerPath = ledgerPath
    self.timeToLive = timeToLive
    self.bodyCap = bodyCap
    self.mediaMemory = mediaMemory
  }
}
