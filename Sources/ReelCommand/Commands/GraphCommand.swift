import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelReport

/// Shows what is made of what. Reads the manifest alone: no records, no outputs, no key.
struct GraphCommand: Command {
  static let name = "graph"
  let spec = CommandSpec(
    name: Self.name, summary: "Show what is made of what", operands: "MANIFEST [SELECTOR…]",
    options: [
      OptionSpec("format", value: "FORMAT", help: "text, dot, mermaid, json or html"),
      OptionSpec("around", value: "ID", help: "only this asset and what is near it"),
      OptionSpec(
        "depth", value: "N", help: "how near, in links before and after it (1 where absent)"),
      OptionSpec("expand", help: "each cell of a matrix by itself"),
    ] + ManifestArguments.options + [
      OptionSpec("color", value: "auto|always|never", help: "colours (NO_COLOR counts too)")
    ], example: "reel graph manifests/campaign.yaml --format html > graph.html")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let arguments = try RunArguments(
      line, of: spec.name, context: context, formats: GraphFormat.allCases.map(\.rawValue))
    let format = line.last("format").flatMap(GraphFormat.init(rawValue:)) ?? .text
    let centre = line.last("around")
    let depth = try line.integer("depth", in: 0...1_000_000)
    guard centre != nil || depth == nil else { throw UsageError("'--depth' is for '--around'") }
    let session = StateSession(arguments: arguments, context: context)
    do throws(PlanMaker.Stop) {
      let loaded = try session.maker.load()
      var graph = GraphReader.model(
        of: loaded.manifest, numbers: loaded.selected.map { loaded.graph.closure(of: $0) })
      if let centre {
        let numbers = try session.numbers(centre, of: loaded.manifest)
        let ids = Set(numbers.map { loaded.manifest.assets[$0].id.text })
        let centres = graph.nodes.indices.filter { ids.contains(graph.nodes[$0].id) }
        guard !centres.isEmpty else {
          throw session.stop(
            "\(ShellQuote.inQuotes(centre)) is not among what is selected", .usage)
        }
        graph = graph.around(Set(centres), depth: depth ?? 1)
      }
      // Whoever names a cell wants to see it.
      let isOfCell = centre?.hasByte(UInt8(ascii: "[")) ?? false
      if !line.has("expand"), !isOfCell { graph = graph.collapsed }
      context.keepToTheEnd(graph)
      write(graph, as: format, in: context)
      return .success
    } catch {
      return error.status
    }
  }

  private func write(_ graph: GraphModel, as format: GraphFormat, in context: ProcessContext) {
    guard format == .mermaid else { return context.output.write(format.write(graph)) }
    let mermaid = GraphMermaid(graph)
    context.output.write(mermaid.text)
    if let warning = mermaid.warning { context.errors.write("reel: \(warning)\n") }
  }
}
