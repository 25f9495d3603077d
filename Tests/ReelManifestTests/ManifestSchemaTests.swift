import ReelBasics
import Testing

@testable import ReelManifest

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The committed schema is the one that the decoder's own tables give.
@Suite struct ManifestSchemaTests {
  @Test func `the committed schema is current`() throws {
    let url = URL(fileURLWithPath: Fixtures.package + "schemas/manifest.schema.json")
    let made = ManifestSchema.json.pretty
    if ProcessInfo.processInfo.environment["REEL_RECORD"] == "1" {
      try Data(made.utf8).write(to: url)
    }
    let committed = try String(decoding: Data(contentsOf: url), as: UTF8.self)
    #expect(committed == made, "run the tests once with REEL_RECORD=1, and look at the difference")
  }

  @Test func `the schema is JSON that says what it is`() throws {
    let schema = try JSONValue(parsing: Array(ManifestSchema.json.pretty.utf8))
    #expect(schema.canonical == ManifestSchema.json.canonical)
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
  }

  @Test func `every key is described, and every example is of its kind`() {
    let fields =
      ManifestFields.all + ManifestFields.provider + ManifestFields.limits + ManifestFields.source
      + AssetFields.all + ManifestFields.reference.flatMap { $0 }
    for field in fields {
      #expect(field.summary.hasSuffix("."), "\(field.name)")
      if case .choice(let choices) = field.shape {
        for example in field.examples { #expect(choices.contains(example.string ?? "")) }
      }
    }
  }
}
