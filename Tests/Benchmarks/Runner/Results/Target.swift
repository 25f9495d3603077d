/// Something that was wanted, and what is.
struct Target: Sendable, Hashable {
  /// What it is measured in; the raw value stands behind the number.
  enum Unit: String, Sendable {
    case ratio = "x"
    case milliseconds = "ms"
    case seconds = "s"
    case megabytes = "MB"
    case microseconds = "µs"
    case count = "jobs"
  }

  let title: String
  /// `nil` where it could not be measured.
  let value: Double?
  let limit: Double
  let unit: Unit
  /// Whether the value has to be the limit or more, and not the limit or less.
  var isFloor = false

  /// `nil` where it could not be measured.
  var isMet: Bool? {
    value.map { isFloor ? $0 >= limit : $0 <= limit }
  }

  init(
    _ title: String, _ value: Double?, atMost limit: Double, _ unit: Unit = .ratio
  ) {
    self.init(title: title, value: value, limit: limit, unit: unit, isFloor: false)
  }

  init(
    _ title: String, _ value: Double?, atLeast limit: Double, _ unit: Unit = .ratio
  ) {
    self.init(title: title, value: value, limit: limit, unit: unit, isFloor: true)
  }

  private init(title: String, value: Double?, limit: Double, unit: Unit, isFloor: Bool) {
    self.title = title
    self.value = value.flatMap { $0.isFinite ? $0 : nil }
    self.limit = limit
    self.unit = unit
    self.isFloor = isFloor
  }
}
