import ReelBasics
import ReelManifest
import ReelPlan

/// What libFuzzer feeds with bytes, and a test with what it once found.
package enum FuzzTarget: String, Sendable, CaseIterable {
  /// A whole manifest, without files.
  case manifest
  /// A data file; its first byte chooses format and key.
  case rows
  /// A prompt with `${…}`.
  case variables
  /// Selectors, one a line, over a manifest with cells and tags.
  case selectors
  /// JSON, as answers have it.
  case json

  /// Something that has to hold for all bytes, and does not.
  package struct Defect: Error {
    package let message: String
  }

  /// Gives the bytes to the code.
  ///
  /// - Throws: ``Defect`` where it crashes nowhere and is wrong all the same.
  package func run(_ bytes: [UInt8]) throws(Defect) {
    switch self {
    case .manifest: try Self.load(bytes)
    case .rows: try Self.readRows(bytes)
    case .variables: try Self.expand(bytes)
    case .selectors: try Self.select(bytes)
    case .json: try Self.parse(bytes)
    }
  }

  // MARK: Targets

  private static func load(_ bytes: [UInt8]) throws(Defect) {
    // A few words can ask for all the cells there may be, which is no defect and takes its time.
    var limits = YAMLLimits()
    limits.cells = 1000
    let loaded = LoadedManifest(bytes: bytes, limits: limits)
    try check(loaded.diagnostics)
    guard !loaded.diagnostics.contains(where: { $0.severity == .error }) else { return }
    try require(loaded.manifest != nil && loaded.graph != nil, "no manifest, and no word")
    let source = SourceText(name: "test.yaml", bytes: bytes)
    let root = YAMLParser(source: source, diagnostics: DiagnosticCollector()).parse()?.root
    let written = Set((root?["assets"]?.entries ?? []).map(\.key.text))
    let read = Set((loaded.manifest?.assets ?? []).map(\.name))
    try require(read == written, "an asset is left out, and no word")
  }

  private static func parse(_ bytes: [UInt8]) throws(Defect) {
    guard let value = try? JSONValue(parsing: bytes) else { return }
    let again = try? JSONValue(parsing: value.bytes)
    try require(again?.canonical == value.canonical, "what is read and written is read otherwise")
  }

  private static func readRows(_ bytes: [UInt8]) throws(Defect) {
    let extensions = ["csv", "tsv", "json", "ndjson", "yaml"]
    let choice = Int(bytes.first ?? 0)
    let path = "/project/rows." + extensions[choice % extensions.count]
    let diagnostics = DiagnosticCollector()
    let files = InMemoryFileReader([path: Array(bytes.dropFirst())])
    let place = SourceText(name: "test.yaml", bytes: []).location(line: 0, scalar: 0)
    let table = RowReader(files: files, diagnostics: diagnostics).read(
      path: path, written: "rows", key: choice & 0x80 == 0 ? nil : "a", place: place)
    try check(diagnostics.sorted)
    try require((table == nil) == diagnostics.hasErrors, "no table, and no word; or both")
    guard let table else { return }
    try require(table.columnLocations.count == table.columns.count, "places and columns")
    try require(
      table.rows.allSatisfy { $0.values.count == table.columns.count }, "values and columns")
  }

  private static func expand(_ bytes: [UInt8]) throws(Defect) {
    let text = """
      version: 1
      variables: {a: A red kite, b: '$', empty: '', long-name_1: '${a}'}
      assets:
        x: {generate: image, prompt: {file: words.txt}}
      """
    let loaded = LoadedManifest(text, files: InMemoryFileReader(["/project/words.txt": bytes]))
    try check(loaded.diagnostics)
    guard !loaded.diagnostics.contains(where: { $0.severity == .error }) else { return }
    let values = ["a": "A red kite", "b": "$", "empty": "", "long-name_1": "${a}"]
    let words = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let wanted = expanded(String(decoding: words.withLineFeeds, as: UTF8.self), values)
    try require(loaded.asset("x")?.prompt.map { Array($0.utf8) } == wanted, "another prompt")
  }

  private static func select(_ bytes: [UInt8]) throws(Defect) {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).prefix(8)
    let selectors = lines.compactMap { Selector(String(decoding: $0, as: UTF8.self)) }
    guard let graph = campaign.graph, let assets = campaign.manifest?.assets else {
      throw Defect(message: "\(campaign.findings)")
    }
    guard let choice = try? Selector.choose(selectors, from: assets, graph: graph) else { return }
    let numbers = choice.selected.union(choice.excluded)
    try require(numbers.allSatisfy(assets.indices.contains), "an asset that there is not")
    try require(choice.selected.isDisjoint(with: choice.excluded), "selected and excluded")
  }

  // MARK: What has to hold

  private static func require(
    _ condition: Bool, _ message: @autoclosure () -> String
  ) throws(Defect) {
    if !condition { throw Defect(message: message()) }
  }

  private static func check(_ diagnostics: [Diagnostic]) throws(Defect) {
    for diagnostic in diagnostics {
      try require(!diagnostic.message.isEmpty, "an empty message")
      let locations = [diagnostic.location] + diagnostic.notes.map(\.location)
      for location in locations.compactMap({ $0 }) {
        try require(location.line >= 1 && location.column >= 1, "the place \(location)")
      }
    }
  }

  /// What a text without mistakes stands for, letter by letter; without the line break at its end.
  private static func expanded(_ text: String, _ values: [String: String]) -> [UInt8] {
    var out: [UInt8] = []
    var rest = Array((text.last?.isNewline == true ? String(text.dropLast()) : text).utf8)[...]
    while let first = rest.first {
      if rest.starts(with: "$${".utf8) {
        out += "${".utf8
        rest = rest.dropFirst(3)
      } else if rest.starts(with: "${".utf8), let end = rest.firstIndex(of: UInt8(ascii: "}")) {
        out += (values[String(decoding: rest[..<end].dropFirst(2), as: UTF8.self)] ?? "?").utf8
        rest = rest[(end + 1)...]
      } else {
        out.append(first)
        rest = rest.dropFirst()
      }
    }
    return out
  }

  private static let campaign = LoadedManifest(
    """
    version: 1
    assets:
      shop: {generate: image, prompt: A shop, tags: [spring, draft]}
      shop-night: {edit: shop, prompt: At night, tags: [spring]}
      banner:
        matrix: {product: [mug, 'tee, red'], ratio: [16:9, 9:16]}
        edit: shop
        prompt: A ${product}
        aspect_ratio: ${ratio}
        tags: ['${product}']
      clip: {animate: shop-night, prompt: Slow push-in}
    """)
}
