import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Texts as they have to be, in files that a person has read.
enum Golden {
  /// Compares a text with `Goldens/NAME`; under `REEL_RECORD=1` writes that instead.
  static func expect(
    _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = URL(fileURLWithPath: Repository.path("Tests/ReelCommandTests/Goldens/\(name)"))
    if ProcessInfo.processInfo.environment["REEL_RECORD"] == "1" {
      try Data(text.utf8).write(to: url)
      return
    }
    let wanted = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    let (lines, wantedLines) = (text.split(separator: "\n"), wanted.split(separator: "\n"))
    let first = zip(lines, wantedLines).first { $0 != $1 }
    #expect(
      text == wanted,
      "\(name): \(first.map { "'\($0)' is to be '\($1)'" } ?? "it is longer or shorter")",
      sourceLocation: sourceLocation)
  }
}
