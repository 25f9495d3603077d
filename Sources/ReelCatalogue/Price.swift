package import ReelBasics

/// What results cost: a table of rates, read by plan, budget and emulator alike.
package struct Price: Sendable {
  /// What the rate is multiplied with.
  package enum Unit: Sendable {
    /// Every picture that comes back.
    case result
    /// Every second of film that is delivered.
    case second
  }

  /// One row: the rate for a resolution and a quality. `nil` matches any.
  package struct Rate: Sendable {
    let resolution: String?
    let quality: String?
    let ticks: Ticks

    package init(resolution: String?, quality: String?, ticks: Ticks) {
      self.resolution = resolution
      self.quality = quality
      self.ticks = ticks
    }

    /// Whether it fits all requests that another one fits.
    package func covers(_ other: Rate) -> Bool {
      (resolution == nil || resolution == other.resolution)
        && (quality == nil || quality == other.quality)
    }
  }

  package let unit: Unit
  let rates: [Rate]
  /// What each input picture costs on top.
  package let perInputImage: Ticks

  /// Of several rates that match, the first one counts.
  package init(unit: Unit, rates: [Rate], perInputImage: Ticks) {
    self.unit = unit
    self.rates = rates
    self.perInputImage = perInputImage
  }

  /// The rate under the parameters of a request; the dearest one where none matches, so that an estimate is
  /// never too low.
  package func rate(_ parameters: [ParameterName: ParameterValue]) -> Ticks {
    match(parameters) ?? rates.map(\.ticks).max() ?? .zero
  }

  /// The rate at least: where the parameters do not say which one holds, the lowest.
  package func leastRate(_ parameters: [ParameterName: ParameterValue]) -> Ticks {
    match(parameters) ?? rates.map(\.ticks).min() ?? .zero
  }

  private func match(_ parameters: [ParameterName: ParameterValue]) -> Ticks? {
    rates.first { rate in
      (rate.resolution == nil || rate.resolution == parameters[.resolution]?.text)
        && (rate.quality == nil || rate.quality == parameters[.quality]?.text)
    }?.ticks
  }
}

/// The least and the most that something costs.
package struct CostBounds: Sendable, Hashable, AdditiveArithmetic, CustomStringConvertible {
  package let low: Ticks
  package let high: Ticks

  package init(low: Ticks, high: Ticks) {
    self.low = low
    self.high = max(low, high)
  }

  package static let zero = CostBounds(low: .zero, high: .zero)

  package static func + (left: CostBounds, right: CostBounds) -> CostBounds {
    CostBounds(low: left.low + right.low, high: left.high + right.high)
  }

  package static func - (left: CostBounds, right: CostBounds) -> CostBounds {
    CostBounds(low: left.low - right.low, high: left.high - right.high)
  }

  /// Half way between both.
  package var middle: Ticks { Ticks(low.count + (high - low).count / 2) }

  /// `$0.02`, or `$0.02 to $0.35`.
  package var description: String { low == high ? "\(low)" : "\(low) to \(high)" }
}
