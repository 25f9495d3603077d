import ReelBasics
import ReelEmulator

/// Something that an emulator billed.
struct LedgerLine: Sendable, Hashable {
  let operation: String
  let prompt: String
  let cost: Ticks
  let body: String

  init(_ entry: LedgerEntry) {
    operation = entry.operation
    prompt = entry.prompt
    cost = entry.cost
    body = entry.body.hex
  }

  private init?(_ json: JSONValue) {
    guard let operation = json["operation"]?.string, let prompt = json["prompt"]?.string,
      let cost = json["cost_in_usd_ticks"]?.integer, let body = json["body_sha256"]?.string
    else { return nil }
    self.operation = operation
    self.prompt = prompt
    self.cost = Ticks(cost)
    self.body = body
  }

  /// The lines of a ledger file; none where no emulator was started.
  static func read(_ path: String) throws -> [LedgerLine] {
    guard LocalFileReader().isRegularFile(path) else { return [] }
    let bytes = try LocalFileReader().read(path, limit: 1 << 24)
    return try bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      LedgerLine(try JSONValue(parsing: $0))
    }
  }
}
