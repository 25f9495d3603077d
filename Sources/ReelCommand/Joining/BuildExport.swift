import ReelBasics
import ReelManifest
import ReelPlan
import ReelReport
import ReelStore

/// A plan as the targets of another engine.
struct BuildExport {
  let engine: BuildEngine
  let plan: Plan
  let arguments: RunArguments
  let place: Workplace
  let context: ProcessContext
  let tool: ToolLine
  /// Where it is written, as the command line says; `nil` for standard output.
  let file: String?

  /// Where the plan is written that an exported file runs.
  func planFile(of file: String) -> String { file + ".plan" }

  /// The file's text.
  ///
  /// - Throws: where the engine cannot be told of something, which is said.
  func text() throws(PlanMaker.Stop) -> String {
    let nodes = plan.ordered.filter { $0.verdict.decision != .excluded }
    let excluded = Set(plan.ordered.map(\.asset.id)).subtracting(nodes.map(\.asset.id))
    let targets = nodes.map { target($0, excluded: excluded) }
    let files = Ingredients.files(of: plan.manifest, assets: nodes.map(\.asset))
      .map(context.shown)
    let graph = BuildGraph(
      remarks: remarks, targets: targets, files: files,
      refresh: file.map(refresh))
    let lines = targets.map(\.command) + [graph.refresh?.command].compactMap { $0 } + remarks
    if let line = lines.first(where: { $0.utf8.contains { $0 < 0x20 } }) {
      throw stop("a line of it would have a line break: \(line)")
    }
    let names = targets.map(\.stamp) + [file].compactMap { $0 } + files
    if let name = names.first(where: { engine.name($0) == nil }) {
      throw stop("\(ShellQuote.inQuotes(name)) is no name of a file that it can be told")
    }
    warn(of: targets.flatMap(\.outputs).filter { engine.name($0) == nil })
    return engine.write(graph)
  }

  /// Of such outputs the engine sees no more than the stamps of their assets.
  private func warn(of names: [String]) {
    guard let first = names.first else { return }
    let more = names.count > 1 ? " and \(names.count - 1) more" : ""
    context.errors.write(
      "reel: warning: \(engine.rawValue) cannot be told of "
        + TerminalText.safe(ShellQuote.inQuotes(first)) + more
        + "; what is deleted of these comes back by 'reel run' alone\n")
  }

  private func stop(_ words: String) -> PlanMaker.Stop {
    context.errors.write(
      "reel: nothing was exported for \(engine.rawValue): \(TerminalText.safe(words))\n")
    return PlanMaker.Stop(status: .usage)
  }

  private var exportLine: String {
    tool.line(["export", engine.rawValue], arguments.selectors.map(\.text))
  }

  private var remarks: [String] {
    [
      "\(plan.manifest.name), by: \(exportLine)",
      "To be used in the folder in which that was said: names of files begin there.",
      "The program is 'reel', or what REEL in the environment names.",
      "Each target is a run of its own. They wait for one another, so that '-j' helps little: one",
      "'reel run' of everything is as parallel as the manifest's limits allow.",
    ]
  }

  private func refresh(_ file: String) -> BuildGraph.Refresh {
    let plan = planFile(of: file)
    let files = [file, plan].map(ShellQuote.quoted).joined(separator: " ")
    return BuildGraph.Refresh(
      file: file, plan: plan,
      command: Self.command(exportLine)
        + " --output=\(ShellQuote.quoted(file)) && touch \(files)")
  }

  /// A line of `reel` for a shell that may know the program by another name.
  private static func command(_ line: String) -> String {
    "\"${REEL:-reel}\"" + line.dropFirst("reel".count)
  }

  // MARK: Targets

  private func target(_ node: PlanNode, excluded: Set<AssetID>) -> BuildGraph.Target {
    let asset = node.asset
    let ids = asset.allInputs.compactMap { input -> AssetID? in
      if case .asset(let id, _) = input.target { id } else { nil }
    }
    var seen: Set<AssetID> = []
    let needs = (ids + asset.needs.map(\.id)).filter { seen.insert($0).inserted }
    // What is kept out of the plan is kept out of its parts.
    let exclusions = arguments.selectors.map(\.text).filter {
      $0.hasBytePrefix("!") || $0.hasBytePrefix("not:")
    }
    let options =
      ["-q", "--wait-lock"] + (file.map { ["--plan", planFile(of: $0)] } ?? [])
    let run = tool.line(["run"], [asset.id.text] + exclusions + options)
    let stamp = stamp(of: asset.id)
    return BuildGraph.Target(
      id: asset.id.text, stamp: stamp,
      needs: needs.filter { !excluded.contains($0) }.map(self.stamp),
      outputs: outputs(of: node),
      command: "\(Self.command(run)) && mkdir -p \(ShellQuote.quoted(stamps)) && touch "
        + ShellQuote.quoted(stamp))
  }

  /// The folder of the stamps: of one export, as others ask for other things under the same ids.
  private var stamps: String {
    let digest = SHA256.digest(tool.line("run")).hex(first: 8)
    return context.shown(place.state.path) + "/stamps/\(plan.manifest.key)-\(digest)"
  }

  /// A name that no engine and no shell makes anything else of, and no other asset has.
  private func stamp(of id: AssetID) -> String {
    let plain = id.text.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "_-".contains(character))
        ? character : "-"
    }
    let digest = SHA256.digest(id.text).hex(first: 8)
    return "\(stamps)/\(String(plain.prefix(100)))-\(digest)"
  }

  /// Where its outputs will stand, as far as that is known, and there will be all of them.
  private func outputs(of node: PlanNode) -> [String] {
    let asset = node.asset
    guard !asset.skipsWhenModerated, asset.output.promisedExtension != nil else { return [] }
    return (1...asset.count).map {
      context.shown(
        place.outputs.root + "/" + asset.output.path(variant: $0, of: asset.count, format: ""))
    }
  }
}
