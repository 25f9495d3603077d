import ReelBasics
import Testing

@testable import ReelManifest

/// The committed schema is the one that the decoder's own tables give.
@Suite struct ManifestSchemaTests {
  @Test func `the committed schema is current`() throws {
    try Fixtures.expectSchema(ManifestSchema.json, "manifest")
  }

  @Test func `the schema is JSON that says what it is`() throws {
    let schema = try JSONValue(parsing: Array(ManifestSchema.json.pretty.utf8))
    #expect(schema.canonical == ManifestSchema.json.canonical)
    #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
  }

  @Test func `every key is described, and every example is of its kind`() {
    let fields =
      ManifestFields.all + ManifestFields.provider + ManifestFields.limits
      + ManifestFields.provenance + ManifestFields.source
      + AssetFields.all + ManifestFields.reference.flatMap { $0 } + PriceFields.all
      + PriceFields.operations + PriceFields.operation + PriceFields.rate
    for field in fields {
      #expect(field.summary.hasSuffix("."), "\(field.name)")
      if case .choice(let choices) = field.shape {
        for example in field.examples { #expect(choices.contains(example.string ?? "")) }
      }
    }
  }
}
