import ReelBasics
import ReelManifest
import ReelReport
import ReelStore

/// Writes one page of what a manifest came to. Changes nothing else: no record, no output, no lock file.
struct ReportCommand: Command {
  static let name = "report"
  let spec = CommandSpec(
    name: Self.name, summary: "Write a page with every picture, film, cost and failure",
    operands: "MANIFEST [SELECTOR…]",
    options: [
      OptionSpec(
        "output", letter: "o", value: "FILE",
        help: "where the page goes, - for standard output (absent, to "
          + "MANIFEST.report.html beside the manifest)"),
      OptionSpec("embed", help: "put thumbnails into the page, to be looked at alone"),
      ChosenPrices.option,
    ] + StateSession.options, example: "reel report manifests/campaign.yaml -o spring.html")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let arguments = try RunArguments(line, of: spec.name, context: context)
    do throws(PlanMaker.Stop) {
      let maker = try PlanMaker(arguments, context: context)
      let loaded = try maker.load()
      let place = Workplace(loaded.manifest, arguments: arguments, context: context)
      let file = ReportFile(
        path: path(line.last("output"), of: place, arguments, context), embeds: line.has("embed"),
        context: context)
      try OwnFiles(of: place, arguments, context: context).refuse(["--output": file.path])
      try await maker.writeReport(of: loaded, in: place, to: file)
      if let path = file.path {
        context.output.write("Wrote \(TerminalText.safe(context.shown(path)))\n")
      }
      return .success
    } catch {
      return error.status
    }
  }

  /// Where the page goes; `nil` is standard output.
  private func path(
    _ asked: String?, of place: Workplace, _ arguments: RunArguments, _ context: ProcessContext
  ) -> String? {
    if let asked { return asked == "-" ? nil : context.absolute(asked) }
    let emulated = arguments.emulates ? ".emulator" : ""
    return "\(place.manifest.folder)/\(place.manifest.key)\(emulated).report.html"
  }
}
