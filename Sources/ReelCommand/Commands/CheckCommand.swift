import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// Finds everything that can be found wrong without a request.
struct CheckCommand: Command {
  static let name = "check"
  let spec = CommandSpec(
    name: Self.name, summary: "Find everything that can be found wrong without a request",
    operands: "MANIFEST…",
    options: ManifestArguments.options + [
      ChosenPrices.option, ManifestArguments.warningsOption,
      OptionSpec("format", value: "text|json|github", help: "how findings are written"),
      OptionSpec("color", value: "auto|always|never", help: "colours (NO_COLOR counts too)"),
      OptionSpec("quiet", letter: "q", help: "say nothing where nothing is wrong"),
    ], example: "reel check manifests/*.yaml")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard !arguments.operands.isEmpty else { throw UsageError("'check' takes a manifest") }
    let format = try arguments.choice(
      "format", of: DiagnosticPrinter.Format.allCases.map(\.rawValue))
    let color = try arguments.choice("color", of: ["auto", "always", "never"])
    let collector = DiagnosticCollector()
    let prices = ChosenPrices.read(
      arguments.last("prices"), context: context, diagnostics: collector)
    var counts: [String] = []
    for path in arguments.operands {
      let source = try ManifestArguments(path: path, arguments, context: context)
      let loader = ManifestLoader(catalogue: .xai, files: LocalFileReader())
      guard let manifest = source.load(loader, context: context, diagnostics: collector) else {
        continue
      }
      prices?.check(manifest.assets, diagnostics: collector)
      let graph = AssetGraph(assets: manifest.assets, diagnostics: collector)
      // Of many, one at a time is in memory.
      if arguments.operands.count == 1 { context.keepToTheEnd((manifest, graph)) }
      let films = FilmForecast.inputs(
        of: manifest.assets, order: graph?.order ?? [], catalogue: .xai)
      await InputCheck(catalogue: .xai, environment: context.environment)
        .check(manifest.assets, films: films, areSure: false, diagnostics: collector)
      let count = manifest.assets.count
      counts.append("\(path): \(count) asset\(count == 1 ? "" : "s"), nothing wrong")
    }
    let printer = DiagnosticPrinter(
      format: format.flatMap(DiagnosticPrinter.Format.init(rawValue:)) ?? .text,
      style: TextStyle(option: color, context: context, writer: context.output),
      context: context)
    let findings = collector.sorted
    context.output.write(printer.print(findings, dropped: collector.dropped))
    if findings.isEmpty, printer.format == .text, !arguments.has("quiet") {
      context.output.write(counts.map { TerminalText.safe($0) + "\n" }.joined())
    }
    let warningsCount = arguments.has(ManifestArguments.warningsOption.name)
    guard collector.stops(warningsToo: warningsCount) else { return .success }
    if !collector.hasErrors { context.errors.write(PlanMaker.warningsStop) }
    return .usage
  }
}
