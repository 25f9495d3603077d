import ReelBasics
import ReelManifest

/// Prints the JSON Schema of manifests, of files of prices, or of the events of a run.
struct SchemaCommand: Command {
  private static let schemas: [(name: String, make: @Sendable () -> JSONValue)] = [
    ("manifest", { ManifestSchema.json }), ("prices", { PriceSchema.json }),
    ("events", { EventSchema.json }),
  ]

  static let name = "schema"
  let spec = CommandSpec(
    name: Self.name, summary: "Print the JSON Schema of manifests, prices or events",
    operands: "[manifest|prices|events]",
    options: [], example: "reel schema > manifest.schema.json")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let name = arguments.operands.first ?? "manifest"
    guard arguments.operands.count <= 1, let schema = Self.schemas.first(where: { $0.name == name })
    else {
      throw UsageError(
        "'schema' takes one of \(Self.schemas.map(\.name).joined(separator: ", "))")
    }
    context.output.write(schema.make().pretty)
    return .success
  }
}
