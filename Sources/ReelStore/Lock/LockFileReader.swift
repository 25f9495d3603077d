import ReelBasics
import ReelManifest
package import ReelPlan

/// Reads a lock file's text. What it does not understand it refuses, with the line: a lock that is
/// half understood could make people pay again.
package struct LockFileReader {
  /// Room for the entries of as many assets as a manifest may have.
  static let limits: YAMLLimits = {
    var limits = YAMLLimits()
    limits.bytes = mostBytes
    limits.nodes = 50_000_000
    return limits
  }()
  /// The most bytes of a lock file.
  package static let mostBytes = 1 << 30

  private let name: String

  /// The lock file that messages call `name`.
  ///
  /// - Throws: `.damaged`, `.newerVersion`.
  package static func read(_ bytes: [UInt8], name: String) throws(StoreError) -> LockFile {
    let diagnostics = DiagnosticCollector()
    let source = SourceText(name: name, bytes: bytes)
    let document = YAMLParser(source: source, limits: limits, diagnostics: diagnostics).parse()
    guard let document, !diagnostics.hasErrors else {
      let first = diagnostics.sorted.first
      let place = first?.location.map { ":\($0.line)" } ?? ""
      throw StoreError(
        .damaged,
        "the lock file '\(name)'\(place) cannot be read: \(first?.message ?? "it is empty"). "
          + LockFileReader.advice)
    }
    return try LockFileReader(name: name).lock(document.root)
  }

  private static let advice =
    "Take the last one that was committed, or move it away: what the records know is written anew"

  private func lock(_ root: YAMLNode) throws(StoreError) -> LockFile {
    let version = try integer(root, "version")
    guard version <= LockFile.version else {
      throw StoreError(
        .newerVersion,
        "a newer Reel wrote the lock file '\(name)': it has version \(version), this Reel knows "
          + "\(LockFile.version)")
    }
    guard version == LockFile.version else { throw wrong(root, "version") }
    var lock = LockFile()
    guard let assets = root["assets"], assets.kind == .mapping else { throw wrong(root, "assets") }
    for (key, value) in assets.writtenEntries { lock.entries[key.text] = try entry(value) }
    return lock
  }

  private func entry(_ node: YAMLNode) throws(StoreError) -> LockFile.Entry {
    var entry = LockFile.Entry()
    guard node.kind == .mapping else { throw wrong(node, "asset") }
    for (key, value) in node.writtenEntries {
      switch key.text {
      case "fingerprint": entry.fingerprint = Fingerprint(try digest(value))
      case "pick":
        entry.pick = PickRecord(
          fingerprint: try fingerprint(value), variant: try variant(value),
          digest: try digest(try field(value, "sha256")))
      case "outputs":
        for output in value.elements { entry.outputs.append(try self.output(output)) }
      case "moderated": entry.moderated = try integers(value)
      case "refused": entry.refusal = try refused(value)
      case "undecided":
        for request in value.elements { entry.open.append(try stuck(request)) }
      default: throw wrong(key, key.text)
      }
    }
    guard entry.outputs.isEmpty || entry.fingerprint != nil else {
      throw wrong(node, "fingerprint")
    }
    return entry
  }

  private func output(_ node: YAMLNode) throws(StoreError) -> LockFile.Output {
    let media = try media(node)
    let recipe = node["recipe"]?.text ?? ""
    return LockFile.Output(
      path: try field(node, "path").text, variant: try variant(node), media: media,
      original: recipe.isEmpty ? media : try self.media(try field(node, "original")),
      recipe: recipe, model: node["model"]?.text, requestID: node["request_id"]?.text,
      revisedPrompt: node["revised_prompt"]?.text)
  }

  private func media(_ node: YAMLNode) throws(StoreError) -> MediaRecord {
    let type = try field(node, "media_type")
    // It names extensions, so it must be what it seems.
    let isSidecar = type.text == MediaRecord.sidecarType
    guard isSidecar || Self.isMediaType(type.text) else { throw wrong(type, "media_type") }
    return MediaRecord(
      digest: try digest(try field(node, "sha256")), mediaType: type.text,
      byteCount: Int64(try integer(node, "bytes")),
      width: isSidecar ? 0 : try integer(node, "width"),
      height: isSidecar ? 0 : try integer(node, "height"),
      milliseconds: node["milliseconds"] == nil ? nil : try integer(node, "milliseconds"))
  }

  /// Whether it is as `image/jpeg`. A lock file has very many.
  private static func isMediaType(_ text: String) -> Bool {
    let bytes = text.utf8
    let start = "image/".utf8.count
    guard bytes.count > start, text.hasPrefix("image/") || text.hasPrefix("video/") else {
      return false
    }
    return bytes.dropFirst(start).allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }

  private func refused(_ node: YAMLNode) throws(StoreError) -> LockFile.RefusedWork {
    guard let kind = Refusal.Kind(rawValue: try field(node, "kind").text) else {
      throw wrong(node, "kind")
    }
    return LockFile.RefusedWork(
      fingerprint: try fingerprint(node),
      refusal: Refusal(
        kind: kind, message: try field(node, "message").text,
        cost: try ticks(node, "cost_ticks")))
  }

  private func stuck(_ node: YAMLNode) throws(StoreError) -> LockFile.StuckRequest {
    LockFile.StuckRequest(
      fingerprint: try fingerprint(node), variants: try integers(try field(node, "variants")),
      lostBecause: node["lost"]?.text, worstCost: try ticks(node, "worst_cost_ticks"))
  }

  // MARK: Values

  /// More than any asset has.
  private static let variants = 1...1_000

  private func field(_ node: YAMLNode, _ name: String) throws(StoreError) -> YAMLNode {
    guard let value = node[name] else { throw wrong(node, name) }
    return value
  }

  private func fingerprint(_ node: YAMLNode) throws(StoreError) -> Fingerprint {
    Fingerprint(try digest(try field(node, "fingerprint")))
  }

  private func digest(_ node: YAMLNode) throws(StoreError) -> Digest {
    guard let digest = Digest(hex: node.text) else { throw wrong(node, "digest") }
    return digest
  }

  private func integer(_ node: YAMLNode, _ name: String) throws(StoreError) -> Int {
    guard let number = Int(try field(node, name).text), number >= 0 else { throw wrong(node, name) }
    return number
  }

  private func variant(_ node: YAMLNode) throws(StoreError) -> Int {
    let number = try integer(node, "variant")
    guard Self.variants.contains(number) else { throw wrong(node, "variant") }
    return number
  }

  private func integers(_ node: YAMLNode) throws(StoreError) -> [Int] {
    let numbers = node.elements.compactMap { Int($0.text) }
    guard node.kind == .sequence, numbers.count == node.elements.count,
      numbers.allSatisfy(Self.variants.contains)
    else { throw wrong(node, "variants") }
    return numbers
  }

  private func ticks(_ node: YAMLNode, _ name: String) throws(StoreError) -> Ticks? {
    node[name] == nil ? nil : Ticks(Int64(try integer(node, name)))
  }

  private func wrong(_ node: YAMLNode, _ what: String) -> StoreError {
    StoreError(
      .damaged,
      "the lock file '\(name)':\(node.location.line): '\(what)' is missing or not what it must "
        + "be. \(LockFileReader.advice)")
  }
}
