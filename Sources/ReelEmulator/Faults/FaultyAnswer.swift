import ReelBasics

/// Turns a right answer into what a fault makes of it.
struct FaultyAnswer: Sendable {
  let fault: Fault
  let timer: any EmulatorTimer
  /// Milliseconds since 1970.
  let now: Int64

  private static let page = Array(
    "<!DOCTYPE html>\n<html><head><title>Error</title></head><body>Error</body></html>\n".utf8)
  private static let ticksPerSecond = 10

  /// How much later the answer begins.
  var delay: Duration {
    if case .slow(let delay, _) = fault { delay } else { .zero }
  }

  /// The answer that goes out in the right one's place. `medium` says whether that is a picture or a
  /// film.
  func answer(_ right: ServerResponse, medium: MediaType? = nil) -> ServerResponse {
    var answer = right
    switch fault {
    case .status(let status): return response(status)
    case .reset: answer.delivery = .reset
    case .stall(.beforeHead): answer.delivery = .never
    case .stall(.inBody(let bytes)):
      answer.delivery = .stall(after: min(bytes ?? right.body.count / 2, right.body.count))
    case .truncate(let bytes):
      answer.delivery = .cut(after: min(bytes ?? right.body.count / 2, right.body.count - 1))
    case .malformed: answer.body = medium == nil ? halfJSON(right.body) : garbage(right.body)
    case .wrongType(let wrong): make(&answer, wrong, medium)
    case .emptyPending:
      answer.status = 202
      answer.body = []
    case .slow(_, let rate?):
      let timer = timer
      answer.delivery = .drip(bytes: max(1, rate / Self.ticksPerSecond)) { next in
        timer.schedule(at: timer.now() + .milliseconds(1000 / Self.ticksPerSecond), next)
      }
    case .slow, .jobFailed, .jobExpired, .moderated, .urlExpired: break
    }
    return answer
  }

  private func response(_ status: Fault.Status) -> ServerResponse {
    var headers: [(name: String, value: String)] = []
    if let seconds = status.retryAfterSeconds { headers.append(("retry-after", String(seconds))) }
    if let seconds = status.retryDateSeconds {
      headers.append(("retry-after", HTTPDateText.text(now / 1000 + Int64(seconds))))
    }
    if let milliseconds = status.retryAfterMilliseconds {
      headers.append(("retry-after-ms", String(milliseconds)))
    }
    return APIError(
      status: status.status, code: status.code, message: status.message, headers: headers,
      shape: status.shape
    ).response
  }

  private func halfJSON(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes.prefix(bytes.count / 2)) + Array("\u{0}}{".utf8)
  }

  /// Begins as it should and is nothing.
  private func garbage(_ bytes: [UInt8]) -> [UInt8] {
    bytes.enumerated().map { $0 < 12 ? $1 : UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }
  }

  private func make(_ answer: inout ServerResponse, _ wrong: Fault.WrongType, _ medium: MediaType?)
  {
    switch wrong {
    case .header:
      answer[header: "content-type"] =
        medium == nil ? "text/html" : medium?.isPicture == true ? "video/mp4" : "image/jpeg"
    case .body: answer.body = Self.page
    case .medium:
      let other = medium?.isPicture == true ? MediaType.mp4 : .png
      answer[header: "content-type"] = other.name
      answer.body = other == .png ? Self.dot : Self.emptyFilm
    }
  }

  /// A picture of one pixel.
  private static let dot =
    Base64Decoder.bytes(
      of: ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        + "rkJggg==").utf8) ?? []

  /// The first box of a film, and nothing in it.
  private static let emptyFilm =
    [0, 0, 0, 24] + Array("ftypisom".utf8) + [0, 0, 2, 0] + Array("isommp41".utf8)
}
