import ReelBasics

/// Reads where the outputs go.
struct OutputDirectoryReader {
  let context: DecodingContext

  /// The directory, below the manifest's folder, that one layer says; `name` is what the manifest is
  /// called, where it says none.
  func read(_ layer: MappingReader, name: String) -> String {
    guard let node = layer.value(ManifestFields.output) else {
      return "out/" + SafeName.component(name)
    }
    guard let text = layer.text(ManifestFields.output) else { return "out" }
    let parts = text.pathParts
    guard !text.hasBytePrefix("/"), !parts.contains(".."), !text.isEmpty, !text.hasByte(0) else {
      context.report(
        .manifestOutputDirectory, "'output' has to be a folder inside the manifest's", at: node,
        help: "to write elsewhere, say --output-dir on the command line")
      return "out"
    }
    let path = parts.filter { $0 != "." }.joined(separator: "/")
    guard !StateFolder.holds(path) else {
      context.report(
        .manifestOutputDirectory,
        "'output' cannot be in '\(StateFolder.name)', where Reel keeps its records", at: node)
      return "out"
    }
    return path
  }
}
