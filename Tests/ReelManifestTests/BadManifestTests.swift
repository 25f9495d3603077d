import ReelBasics
import ReelManifest
import ReelTestSupport
import Testing

/// Every faulty manifest in `Fixtures/bad` gives exactly the findings that it names.
@Suite struct BadManifestTests {
  /// What the faulty manifests find beside them.
  static let files = InMemoryFileReader([
    "/project/logo.png": [1], "/project/other.png": [2], "/project/film.mp4": [3],
    "/project/blob": [4], "/project/media/logo.png": [5],
    "/project/words.txt": Array("A red kite".utf8),
    "/project/latin.txt": [0x41, 0xE9, 0x0A], "/project/blank.txt": Array(" \n".utf8),
    "/project/nul.txt": [0x41, 0], "/project/open.txt": Array("Fine\nA ${brand".utf8),
    "/project/products.csv": Array("sku,title\nm,Mug\nt,Tee\n".utf8),
    "/project/latin.csv": Array("sku,title\n".utf8) + [0xE9, 0x0A],
    "/project/nul.csv": Array("sku,title\nm\0,Mug\n".utf8),
    "/project/open.csv": Array("sku,title\n\"m,Mug\n".utf8),
    "/project/short.csv": Array("sku,title\nm,Mug\nt\n".utf8),
    "/project/nameless.csv": Array("sku,\nm,Mug\n".utf8),
    "/project/twice.csv": Array("sku,sku\nm,Mug\n".utf8),
    "/project/same.csv": Array("sku,title\nm,Mug\nm,Tee\n".utf8),
    "/project/itself.yaml": Array("version: 1\ninclude: [itself.yaml]".utf8),
    "/project/test.taken.yaml": Array("version: 1".utf8),
    "/project/long.txt": [UInt8](repeating: 0x41, count: 1024 * 1024 + 1),
  ])

  @Test(arguments: try Fixtures.names(in: "bad"))
  func `a faulty manifest gives its findings, no more and no less`(name: String) throws {
    let bytes = try Fixtures.bytes("bad/" + name)
    let expected = try Fixtures.expectations(of: "bad/" + name)
    try #require(!expected.isEmpty, "\(name) names no findings")
    var options = ManifestOptions()
    options.environment = ["BRAND": "Northwind", "SHOP_TOKEN": "secret"]
    let loaded = LoadedManifest(bytes: bytes, files: Self.files, options: options)
    let found = loaded.diagnostics.map { diagnostic in
      let notes = diagnostic.notes.compactMap(\.location).map { " note \($0.line):\($0.column)" }
      return LoadedManifest.finding(diagnostic) + notes.joined()
    }
    let messages = loaded.diagnostics.map { "\($0.location?.description ?? "-"): \($0.message)" }
    #expect(found == expected, "\(name): \(messages.joined(separator: " | "))")
  }

  @Test(arguments: try Fixtures.names(in: "bad"))
  func `a finding is in words of its own`(name: String) throws {
    let loaded = LoadedManifest(bytes: try Fixtures.bytes("bad/" + name), files: Self.files)
    // What libyaml calls things, which authors do not.
    let jargon = [
      "token", "block sequence", "block mapping", "flow", "scalar", "did not find", "found ",
      "while ", "expected",
    ]
    for diagnostic in loaded.diagnostics {
      let texts = [diagnostic.message, diagnostic.help ?? ""] + diagnostic.notes.map(\.message)
      for text in texts {
        #expect(!jargon.contains { text.contains($0) }, "\(name): \(text)")
        #expect(!text.isEmpty || text == diagnostic.help ?? "", "\(name): an empty message")
      }
    }
  }

  /// Codes that no fixture can raise, and the test that does.
  static let elsewhere: [DiagnosticCode: String] = [
    .fileUnreadable: "ManifestFileTests", .fileNotRegular: "ManifestFileTests",
    .referenceFileTooLarge: "RunTests", .inputFormat: "InputCheckTests",
    .inputLength: "InputCheckTests", .inputForecast: "InputCheckTests", .priceMissing: "PriceTests",
    .rowsTooLarge: "RowReaderTests", .includeTooMany: "IncludeTests",
    .profileUnknown: "IncludeTests", .manifestLock: "LockNameTests",
  ]

  @Test func `every code of a manifest is covered`() throws {
    var covered: Set<Substring> = []
    for name in try Fixtures.names(in: "bad") {
      for line in try Fixtures.expectations(of: "bad/" + name) {
        covered.formUnion(line.split(separator: " ").prefix(1))
      }
    }
    for code in DiagnosticCode.allCases where Self.elsewhere[code] == nil {
      #expect(covered.contains(Substring(code.rawValue)), "nothing raises \(code.rawValue)")
    }
  }
}
