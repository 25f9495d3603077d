import ReelBasics

/// Hashes a file, with nothing around it.
enum HashTask {
  static func run(_ arguments: [String]) throws {
    guard let path = arguments.first, let digest = FileDigest.of(path) else {
      throw BenchError("child-hash takes a file")
    }
    DescriptorWriter.standardOutput.write("\(digest)\n")
  }
}
