import ReelBasics

/// Decides which request meets which fault, by rules and seed.
final class FaultPlan: Sendable {
  private struct State: Sendable {
    /// By rule: how many requests matched, and how often it happened.
    var matched: [Int]
    var happened: [Int]
    /// How often a request with a key came; the oldest are forgotten.
    var occurrences: [String: Int] = [:]
    var order = BoundedOrder<String>()
  }

  private static let keptKeys = 65_536

  private let rules: [FaultRule]
  private let seed: UInt64
  private let usesRates: Bool
  private let state: Locked<State>

  init(rules: [FaultRule], seed: UInt64) {
    self.rules = rules
    self.seed = seed
    usesRates = rules.contains { $0.rate != nil }
    let none = Array(repeating: 0, count: rules.count)
    state = Locked(State(matched: none, happened: none))
  }

  /// The fault of a request: the one that its header asks for, or else that of the first rule that
  /// has one for it.
  func fault(for subject: FaultSubject, header: String?) throws(APIError) -> Fault? {
    if let header {
      let fault: Fault
      do {
        fault = try Fault(header)
      } catch {
        throw .invalid("X-Emulator-Fault: \(error.message)")
      }
      guard fault.canHappen(to: subject.target) else {
        throw .invalid("X-Emulator-Fault: '\(fault.name)' cannot happen to this request")
      }
      return fault
    }
    return rules.isEmpty ? nil : byRule(subject)
  }

  private func byRule(_ subject: FaultSubject) -> Fault? {
    state.withLock { state in
      let occurrence = usesRates ? Self.occurrence(of: subject.key, &state) : 0
      for (index, rule) in rules.enumerated() where rule.matches(subject) {
        state.matched[index] += 1
        if let times = rule.times, state.happened[index] >= times { continue }
        if let nth = rule.nth, state.matched[index] != nth { continue }
        if let rate = rule.rate, chance(index, subject.key, occurrence) >= rate { continue }
        state.happened[index] += 1
        return rule.fault
      }
      return nil
    }
  }

  private static func occurrence(of key: String, _ state: inout State) -> Int {
    if state.occurrences[key] == nil {
      state.order.append(key)
      while state.order.count > keptKeys, let oldest = state.order.removeFirst() {
        state.occurrences[oldest] = nil
      }
    }
    state.occurrences[key, default: 0] += 1
    return state.occurrences[key, default: 0]
  }

  /// A number from 0 up to 1 that follows from the seed, the rule, and which request it is: not from
  /// the order in which requests come.
  private func chance(_ rule: Int, _ key: String, _ occurrence: Int) -> Double {
    let digest = SHA256.digest("\(seed)\nfault\n\(rule)\n\(key)\n\(occurrence)")
    let bits = digest.bytes.prefix(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(bits >> 3) / Double(1 << 53)
  }
}
