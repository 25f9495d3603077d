import ReelBasics
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The fixtures beside this file.
enum Fixtures {
  private static let here = String(#filePath.prefix(#filePath.count - "Fixtures.swift".count))

  /// The root of the package.
  static var package: String { here + "../../" }

  /// The manifests of a folder of fixtures, sorted.
  static func names(in folder: String) throws -> [String] {
    try files(in: folder).filter { $0.hasSuffix(".yaml") }
  }

  /// The files of a folder of fixtures, sorted.
  static func files(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: here + "Fixtures/" + folder).sorted()
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: here + "Fixtures/" + name)))
  }

  /// The findings that a fixture names: on its own last lines, or in a file beside it.
  static func expectations(of name: String) throws -> [String] {
    let beside = String(name.dropLast(".yaml".count)) + ".expected"
    let bytes = try (try? bytes(beside)) ?? bytes(name)
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let text = String(decoding: line, as: UTF8.self)
      guard text.hasPrefix("# expect: ") else { return nil }
      return String(text.dropFirst("# expect: ".count))
    }
  }

  /// Holds a schema against the committed one; under `REEL_RECORD=1` commits it.
  static func expectSchema(_ schema: JSONValue, _ name: String) throws {
    let url = URL(fileURLWithPath: package + "schemas/\(name).schema.json")
    let made = schema.pretty
    if ProcessInfo.processInfo.environment["REEL_RECORD"] == "1" {
      try Data(made.utf8).write(to: url)
    }
    let committed = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    #expect(committed == made, "run the tests once with REEL_RECORD=1, and look at the difference")
  }
}
