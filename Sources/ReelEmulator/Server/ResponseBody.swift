/// The body of an answer on its way out.
final class ResponseBody: Sendable {
  /// What comes of reading a piece.
  enum Piece: Sendable {
    case bytes(Range<Int>)
    /// The connection is suspended.
    case later
    case cut
  }

  let bytes: [UInt8]
  private let delivery: Delivery
  private let call: ServerCall

  init(_ response: ServerResponse, call: ServerCall) {
    bytes = response.body
    delivery = response.delivery
    self.call = call
  }

  /// The piece from `position`, of at most `count` bytes. `suspend` takes the connection out of the
  /// server's loop and gives the way back.
  func piece(
    from position: Int, count: Int, orSuspend suspend: () -> @Sendable () -> Void
  ) -> Piece {
    let end = min(position + count, bytes.count)
    switch delivery {
    case .whole, .reset, .never: return .bytes(position..<end)
    case .cut(let limit):
      return position < limit ? .bytes(position..<min(end, limit)) : .cut
    case .stall(let limit):
      if position < limit { return .bytes(position..<min(end, limit)) }
      if case .wait = call.takeTurn(orSuspend: suspend) { return .later }
      return .cut
    case .drip(let size, let pause):
      let piece = Piece.bytes(position..<min(end, position + max(1, size)))
      guard position > 0 else { return piece }
      switch call.takeTurn(orSuspend: suspend) {
      case .go: return piece
      case .end: return .cut
      case .wait:
        pause { [call] in call.goOn() }
        return .later
      }
    }
  }
}
