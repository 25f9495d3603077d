import ReelBasics

/// The first lines of a request, as far as the emulator looks at them.
struct RequestHead: Sendable {
  let method: String
  let path: String
  var authorization: String?
  var contentType: String?
  var host: String?
  /// The headers that ask for a fault and for a shape.
  var fault: String?
  var shape: String?
  /// The arguments behind the path's `?`, as far as any answer reads them.
  var arguments: [String: String] = [:]
}

/// One request at the server: its body while it comes in, and its one answer.
final class ServerCall: Sendable {
  private struct State: Sendable {
    var body: [UInt8] = []
    var isTooLarge = false
    var response: ServerResponse?
    var isAnswered = false
    var resume: (@Sendable () -> Void)?
    /// Whether the next piece of a paced body may go.
    var mayGoOn = false
    var isEnding = false
  }

  let head: RequestHead
  private let bodyCap: Int
  private let state = Locked(State())

  init(head: RequestHead, bodyCap: Int) {
    self.head = head
    self.bodyCap = bodyCap
  }

  /// Adds a piece of the body. Past the cap everything is read and dropped, so that the client gets
  /// its 413 instead of a reset.
  func receive(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      if state.body.count + bytes.count > bodyCap { state.isTooLarge = true }
      if state.isTooLarge {
        state.body = []
      } else {
        unsafe state.body.append(contentsOf: bytes)
      }
    }
  }

  /// The body, once; `nil` where it was past the cap.
  func takeBody() -> [UInt8]? {
    state.withLock { state in
      defer { state.body = [] }
      return state.isTooLarge ? nil : state.body
    }
  }

  /// Answers from any thread. Only the first answer counts.
  ///
  /// `first` is what must have happened before the client can see the answer, and must not happen
  /// where another answer was given already. It is short.
  func answer(_ response: ServerResponse, first: () -> Void = {}) {
    state.withLock { state in
      guard !state.isAnswered else { return }
      state.isAnswered = true
      first()
      state.response = response
      // Under the lock: who ends the server must see a connection resumed or not yet answered.
      state.resume?()
      state.resume = nil
    }
  }

  /// The answer, once; where there is none yet, `suspend` is called and gives the way back.
  func takeAnswer(orSuspend suspend: () -> @Sendable () -> Void) -> ServerResponse? {
    state.withLock { state in
      guard let response = state.response else {
        state.resume = suspend()
        return nil
      }
      state.response = nil
      return response
    }
  }

  // MARK: Paced bodies

  /// What a paced body does with its next piece.
  enum Turn: Sendable { case go, wait, end }

  /// Whether a paced body may go on; where not, `suspend` is called and gives the way back.
  func takeTurn(orSuspend suspend: () -> @Sendable () -> Void) -> Turn {
    state.withLock { state in
      if state.isEnding { return .end }
      if state.mayGoOn {
        state.mayGoOn = false
        return .go
      }
      state.resume = suspend()
      return .wait
    }
  }

  /// Lets a paced body go on; from any thread.
  func goOn() {
    state.withLock { state in
      state.mayGoOn = true
      state.resume?()
      state.resume = nil
    }
  }

  /// Breaks off a body that waits: the server ends.
  func end() {
    state.withLock { state in
      state.isEnding = true
      state.resume?()
      state.resume = nil
    }
  }
}
