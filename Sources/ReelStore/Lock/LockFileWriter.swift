import ReelBasics
package import ReelPlan

/// Writes a lock file's text: the same content gives the same bytes, sorted by id, a value on a line.
package struct LockFileWriter {
  private var lines: [String] = []

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
    try body(
      "# Written by Reel, to be committed: what every asset came to. Not to be edited by hand.\n"
        + "version: \(LockFile.version)\n")
    var isEmpty = true
    for id in ids.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      let entry = try entry(id)
      guard !entry.isEmpty else { continue }
      var writer = LockFileWriter()
      if isEmpty { writer.lines.append("assets:") }
      isEmpty = false
      writer.write(entry, of: id)
      try body(writer.lines.joined(separator: "\n") + "\n")
    }
    if isEmpty { try body("assets: {}\n") }
  }

  private mutating func write(_ entry: LockFile.Entry, of id: String) {
    lines.append("  \(Self.key(id)):")
    if let fingerprint = entry.fingerprint {
      lines.append("    fingerprint: \(Self.quoted(fingerprint.description))")
    }
    if let pick = entry.pick {
      lines += [
        "    pick:",
        "      fingerprint: \(Self.quoted(pick.fingerprint.description))",
        "      variant: \(pick.variant)",
        "      sha256: \(Self.quoted(pick.digest.hex))",
      ]
    }
    if !entry.outputs.isEmpty { lines.append("    outputs:") }
    for output in entry.outputs.sorted(by: { $0.variant < $1.variant }) { write(output) }
    if !entry.moderated.isEmpty { lines.append("    moderated: \(Self.list(entry.moderated))") }
    if let refused = entry.refusal {
      lines += [
        "    refused:",
        "      fingerprint: \(Self.quoted(refused.fingerprint.description))",
        "      kind: \(refused.refusal.kind.rawValue)",
        "      message: \(Self.quoted(refused.refusal.message))",
      ]
      if let cost = refused.refusal.cost { lines.append("      cost_ticks: \(cost.count)") }
    }
    if !entry.open.isEmpty { lines.append("    undecided:") }
    for request in entry.open { write(request) }
  }

  private mutating func write(_ output: LockFile.Output) {
    lines += [
      "      - path: \(Self.quoted(output.path))",
      "        variant: \(output.variant)",
    ]
    write(output.media, indent: "        ")
    if let model = output.model { lines.append("        model: \(Self.quoted(model))") }
    if let request = output.requestID {
      lines.append("        request_id: \(Self.quoted(request))")
    }
    if let prompt = output.revisedPrompt {
      lines.append("        revised_prompt: \(Self.quoted(prompt))")
    }
    guard !output.recipe.isEmpty else { return }
    lines += ["        recipe: \(Self.quoted(output.recipe))", "        original:"]
    write(output.original, indent: "          ")
  }

  private mutating func write(_ media: MediaRecord, indent: String) {
    lines += [
      "\(indent)sha256: \(Self.quoted(media.digest.hex))",
      "\(indent)media_type: \(Self.quoted(media.mediaType))",
      "\(indent)bytes: \(media.byteCount)",
    ]
    if media.mediaType != MediaRecord.sidecarType {
      lines += ["\(indent)width: \(media.width)", "\(indent)height: \(media.height)"]
    }
    if let length = media.milliseconds { lines.append("\(indent)milliseconds: \(length)") }
  }

  private mutating func write(_ request: LockFile.StuckRequest) {
    lines += [
      "      - fingerprint: \(Self.quoted(request.fingerprint.description))",
      "        variants: \(Self.list(request.variants))",
    ]
    if let reason = request.lostBecause { lines.append("        lost: \(Self.quoted(reason))") }
    if let cost = request.worstCost { lines.append("        worst_cost_ticks: \(cost.count)") }
  }

  private static func list(_ numbers: [Int]) -> String {
    "[" + numbers.map(String.init).joined(separator: ", ") + "]"
  }

  /// A JSON text is a YAML text in quotes; nothing in it can be taken for a number or a switch.
  private static func quoted(_ text: String) -> String { JSONValue.string(text).canonical }

  /// Ids of plain letters stand as they are, others (`banner[ratio=16:9]`, `no`) in quotes.
  private static func key(_ id: String) -> String {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
    let isPlain = id.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."):
        true
      default: false
      }
    }
    return isPlain && !words.contains(id.lowercased()) ? id : quoted(id)
  }
}
