import ReelBasics
import ReelManifest

/// Prints the JSON Schema of manifests.
struct SchemaCommand: Command {
  let spec = CommandSpec(
    name: "schema", summary: "Print the JSON Schema of manifests, for editors", operands: "",
    options: [], example: "reel schema > manifest.schema.json")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard arguments.operands.isEmpty else { throw UsageError("'schema' takes no operands") }
    context.output.write(ManifestSchema.json.pretty)
    return .success
  }
}
