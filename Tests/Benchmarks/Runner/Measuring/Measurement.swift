/// What one run of a program took.
struct Measurement: Sendable {
  /// In seconds.
  let wall: Double
  /// Of the program and all that it started and waited for, user and system together, in seconds.
  let cpu: Double
  /// The most memory that one of these had at once, in bytes.
  let peak: Int64
  let status: Int
  let output: [UInt8]
  let errors: String

  /// The numbers of the last line that it wrote; `nil` where there are none.
  var numbers: [Double]? {
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    let numbers = lines.last?.split(separator: " ").compactMap { Double($0) } ?? []
    return numbers.isEmpty ? nil : numbers
  }
}
