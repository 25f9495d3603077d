import ReelBasics
package import ReelPlan

/// Writes a lock file's text: the same content gives the same bytes, sorted by id, a value on a line.
package struct LockFileWriter {
  /// So much is written before it is handed on, in bytes.
  private static let pieceSize = 1 << 16

  private var text = ""

  /// Hands the text of a lock file on in pieces, so that it is never whole in memory.
  ///
  /// - Parameters:
  ///   - ids: what it may have entries of.
  ///   - entry: what is to be said of one; empty where nothing is.
  ///   - body: takes the pieces, from the first to the last.
  /// - Throws: what `entry` and `body` throw.
  package static func write(
    _ ids: some Sequence<String>, entry: (String) throws(StoreError) -> LockFile.Entry,
    to body: (String) throws(StoreError) -> Void
  ) throws(StoreError) {
    var writer = LockFileWriter()
    writer.text =
      "# Written by Reel, to be committed: what every asset came to. Not to be edited by hand.\n"
      + "version: \(LockFile.version)\n"
    var isEmpty = true
    for id in Array(ids).sorted(by: { $0.precedesByBytes($1) }) {
      let entry = try entry(id)
      guard !entry.isEmpty else { continue }
      if isEmpty { writer.text += "assets:\n" }
      isEmpty = false
      writer.write(entry, of: id)
      guard writer.text.utf8.count >= pieceSize else { continue }
      try body(writer.text)
      writer.text.removeAll(keepingCapacity: true)
    }
    if isEmpty { writer.text += "assets: {}\n" }
    try body(writer.text)
  }

  private mutating func write(_ entry: LockFile.Entry, of id: String) {
    let isLong = Self.isLong(id)
    text += isLong ? "  ? " : "  "
    writeKey(id)
    text += isLong ? "\n  :\n" : ":\n"
    if let fingerprint = entry.fingerprint {
      line("    fingerprint: ", quoting: fingerprint.description)
    }
    if let pick = entry.pick {
      text += "    pick:\n"
      line("      fingerprint: ", quoting: pick.fingerprint.description)
      line("      variant: ", String(pick.variant))
      line("      sha256: ", quoting: pick.digest.hex)
    }
    if !entry.outputs.isEmpty { text += "    outputs:\n" }
    for output in entry.outputs.sorted(by: { $0.variant < $1.variant }) { write(output) }
    if !entry.moderated.isEmpty { line("    moderated: ", Self.list(entry.moderated)) }
    if let refused = entry.refusal {
      text += "    refused:\n"
      line("      fingerprint: ", quoting: refused.fingerprint.description)
      line("      kind: ", refused.refusal.kind.rawValue)
      line("      message: ", quoting: refused.refusal.message)
      if let cost = refused.refusal.cost { line("      cost_ticks: ", String(cost.count)) }
    }
    if !entry.open.isEmpty { text += "    undecided:\n" }
    for request in entry.open { write(request) }
  }

  private mutating func write(_ output: LockFile.Output) {
    line("      - path: ", quoting: output.path)
    line("        variant: ", String(output.variant))
    write(output.media, indent: "        ")
    if let model = output.model { line("        model: ", quoting: model) }
    if let request = output.requestID { line("        request_id: ", quoting: request) }
    if let prompt = output.revisedPrompt { line("        revised_prompt: ", quoting: prompt) }
    guard !output.recipe.isEmpty else { return }
    line("        recipe: ", quoting: output.recipe)
    text += "        original:\n"
    write(output.original, indent: "          ")
  }

  private mutating func write(_ media: MediaRecord, indent: String) {
    func line(_ name: String, _ value: String, isText: Bool = false) {
      text += indent
      if isText { self.line(name, quoting: value) } else { self.line(name, value) }
    }
    line("sha256: ", media.digest.hex, isText: true)
    line("media_type: ", media.mediaType, isText: true)
    line("bytes: ", String(media.byteCount))
    if media.mediaType != MediaRecord.sidecarType {
      line("width: ", String(media.width))
      line("height: ", String(media.height))
    }
    if let length = media.milliseconds { line("milliseconds: ", String(length)) }
  }

  private mutating func write(_ request: LockFile.StuckRequest) {
    line("      - fingerprint: ", quoting: request.fingerprint.description)
    line("        variants: ", Self.list(request.variants))
    if let reason = request.lostBecause { line("        lost: ", quoting: reason) }
    if let cost = request.worstCost { line("        worst_cost_ticks: ", String(cost.count)) }
  }

  // MARK: Lines

  private mutating func line(_ name: String, _ value: String) {
    text += name
    text += value
    text += "\n"
  }

  private mutating func line(_ name: String, quoting value: String) {
    text += name
    writeQuoted(value)
    text += "\n"
  }

  private static func list(_ numbers: [Int]) -> String {
    "[" + numbers.map(String.init).joined(separator: ", ") + "]"
  }

  /// A JSON text is a YAML text in quotes; nothing in it can be taken for a number or a switch.
  private mutating func writeQuoted(_ value: String) {
    guard JSONValue.stands(value) else {
      text += JSONValue.string(value).line
      return
    }
    text += "\""
    text += JSONValue.printable(value)
    text += "\""
  }

  private static let switches: Set = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

  /// Whether an id takes a key of more than 1024 bytes: libyaml reads no longer one without a mark.
  private static func isLong(_ id: String) -> Bool {
    // A byte takes six at most.
    id.utf8.count > 1024 / 6 - 2 && JSONValue.string(id).line.utf8.count > 1024
  }

  /// Ids of plain letters stand as they are, others (`banner[ratio=16:9]`, `no`) in quotes.
  private mutating func writeKey(_ id: String) {
    let isPlain = id.hasOnlyBytes { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    if isPlain, !Self.switches.contains(id.lowercased()) { text += id } else { writeQuoted(id) }
  }
}
