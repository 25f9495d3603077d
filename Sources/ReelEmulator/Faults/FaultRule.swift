import ReelBasics

/// When which fault happens.
package struct FaultRule: Sendable, Hashable {
  /// The words of operations that it looks at; all that the fault is meant for where it is empty.
  package var operations: Set<String> = []
  /// A text that the prompt contains; `*` stands for any characters.
  package var prompt: String?
  /// The one matching request that it happens to, counted from 1.
  package var nth: Int?
  /// To how many of the matching requests it happens, from 0 to 1, by the emulator's seed.
  package var rate: Double?
  /// How often it happens at most.
  package var times: Int?
  package var fault: Fault

  package init(_ fault: Fault) { self.fault = fault }

  /// The words that `operations` may hold.
  package static var operationWords: [String] { FaultTarget.words }

  /// Whether the fault can happen to what a word means.
  package func canHappen(to word: String) -> Bool {
    FaultTarget.all.contains { $0.matches(word) && fault.canHappen(to: $0) }
  }

  /// Whether it looks at a request.
  func matches(_ subject: FaultSubject) -> Bool {
    guard
      operations.isEmpty
        ? fault.usuallyHappens(to: subject.target)
        : operations.contains(where: subject.target.matches)
          && fault.canHappen(to: subject.target)
    else { return false }
    guard let prompt else { return true }
    var rest = subject.prompt[...]
    for piece in prompt.parts(between: UInt8(ascii: "*")) {
      guard let range = rest.firstRange(of: piece) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }
}
