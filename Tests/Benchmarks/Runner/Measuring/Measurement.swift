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

  /// The words of the last line that it wrote.
  var lastWords: [String] {
    String(decoding: output, as: UTF8.self).split(separator: "\n").last.map {
      $0.split(separator: " ").map(String.init)
    } ?? []
  }
}
