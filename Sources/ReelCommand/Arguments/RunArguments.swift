import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan

/// What `plan` and `run` are told.
struct RunArguments {
  static let options =
    [
      OptionSpec(
        "concurrency", letter: "j", value: "N", help: "so many requests at once (8 where absent)"),
      OptionSpec(
        "keep-going", letter: "k", help: "after a failure, go on (as it does anyway)"),
      OptionSpec("fail-fast", help: "after a failure, start nothing more"),
      OptionSpec(
        "force", letter: "B",
        help: "make again what the selectors match; unsettled requests need --resend"),
      OptionSpec("budget", value: "DOLLARS", help: "the most that this run may spend"),
      ChosenPrices.option,
      OptionSpec(
        "resend",
        help: "ask again for what may be paid already: unsettled and lost requests"),
      OptionSpec(
        "locked", help: "ask for nothing: restore and derive what is on record, or end with 3"),
      OptionSpec(
        "since", value: "REV",
        help: "only what differs from the lock file of a revision"),
      OptionSpec("emulator", help: "use an emulator inside the run: no key, no cost"),
    ] + ManifestArguments.options + [
      OptionSpec(
        "state-dir", value: "DIR", help: "where records are kept (.reel beside the manifest)"),
      OptionSpec("output-dir", value: "DIR", help: "where outputs go, anywhere"),
      ManifestArguments.warningsOption,
      OptionSpec("quiet", letter: "q", help: "say only what went wrong"),
      OptionSpec("verbose", letter: "v", help: "say more"),
      OptionSpec("color", value: "auto|always|never", help: "colours (NO_COLOR counts too)"),
    ]

  /// How the result is written, of a command that can write it in these ways.
  static func formatOption(_ formats: [String]) -> OptionSpec {
    OptionSpec(
      "format", value: formats.plainlyJoined(by: "|"), help: "how the result is written")
  }

  let manifest: ManifestArguments
  /// For lines to be copied that do something about what is found.
  let tool: ToolLine
  private(set) var selectors: [Selector]
  /// Whether the selectors take a part of a plan that was written down.
  private(set) var runsPart = false
  let concurrency: Int?
  let failsFast: Bool
  private(set) var forces: Bool
  /// The git revision with whose lock file the assets are compared.
  private(set) var since: String?
  private(set) var budget: Ticks?
  let warningsAreErrors: Bool
  /// The file of `--prices` as it is named.
  let prices: String?
  /// The files that the line names and that are read, absolute, by the options that name them.
  let filesRead: [(option: String, path: String)]
  private(set) var resends: Bool
  let isLocked: Bool
  let emulates: Bool
  let stateFolder: String?
  let outputFolder: String?
  let isJSON: Bool
  /// Whether GitHub Actions is told.
  let isForGitHub: Bool
  let isQuiet: Bool
  let isVerbose: Bool
  let color: String?

  /// Reads the line of the command that is called `command`; what follows the manifest are
  /// selectors, where it `takesSelectors`. It can write its result in these `formats`.
  init(
    _ arguments: ArgumentScanner.Result, of command: String, context: ProcessContext,
    takesSelectors: Bool = true, formats: [String] = ["text", "json"]
  ) throws(UsageError) {
    guard let path = arguments.operands.first else {
      throw UsageError("'\(command)' takes a manifest")
    }
    tool = ToolLine(arguments)
    manifest = try ManifestArguments(
      path: path, arguments, context: context, emulates: arguments.has("emulator"))
    selectors = []
    for text in takesSelectors ? arguments.operands.dropFirst() : [] {
      selectors.append(try Self.selector(text))
    }
    concurrency = try arguments.integer("concurrency", in: 1...1024)
    failsFast = arguments.has("fail-fast")
    guard !(failsFast && arguments.has("keep-going")) else {
      throw UsageError("'--keep-going' and '--fail-fast' are opposites")
    }
    forces = arguments.has("force")
    guard !forces || !selectors.isEmpty else {
      throw UsageError(
        "'--force' pays again for what is there: say for which assets, or '*' for all")
    }
    if let text = arguments.last("budget") {
      guard let ticks = Ticks(dollars: text) else {
        throw UsageError("'--budget' takes US dollars such as 12.50, not '\(text)'")
      }
      budget = ticks
    } else {
      budget = nil
    }
    since = arguments.last("since")
    if let since, since.isEmpty || since.hasBytePrefix("-") || since.hasByte(UInt8(ascii: ":")) {
      throw UsageError("'--since' takes a git revision such as HEAD~1 or main")
    }
    prices = arguments.last("prices")
    filesRead = ["prices", "faults", "plan"].flatMap { name in
      arguments.all(name).map { (option: "--" + name, path: context.absolute($0)) }
    }
    warningsAreErrors = arguments.has(ManifestArguments.warningsOption.name)
    resends = arguments.has("resend")
    isLocked = arguments.has("locked")
    guard !(isLocked && (resends || forces)) else {
      throw UsageError("'--locked' asks for nothing; '--resend' and '--force' are for asking again")
    }
    emulates = arguments.has("emulator")
    guard !(emulates && arguments.has("base-url")) else {
      throw UsageError("'--emulator' and '--base-url' both say who is asked; take one")
    }
    guard since == nil || !emulates else {
      throw UsageError("'--since' compares with a committed lock file; the emulator's is none")
    }
    stateFolder = arguments.last("state-dir").map(context.absolute)
    outputFolder = arguments.last("output-dir").map(context.absolute)
    let format = try arguments.choice("format", of: formats)
    isJSON = format == "json"
    isForGitHub = format == "github"
    isQuiet = arguments.has("quiet")
    isVerbose = arguments.has("verbose")
    guard !(isQuiet && isVerbose) else {
      throw UsageError("'--quiet' and '--verbose' are opposites")
    }
    color = try arguments.choice("color", of: ["auto", "always", "never"])
    try checkFolders(context)
  }

  /// Where the records are of a manifest in a folder, a provider's and the emulator's.
  func records(besides folder: String) -> String {
    stateFolder ?? folder + "/" + StateFolder.name
  }

  /// Sees that no output can be written over a record.
  private func checkFolders(_ context: ProcessContext) throws(UsageError) {
    guard let outputFolder,
      let records = records(around: outputFolder, besides: manifest.folder(context))
    else { return }
    throw UsageError(
      "'--output-dir' cannot be in '\(context.shown(records))', where the records are")
  }

  /// Where the records are of a manifest in a folder, if the outputs' folder is there or below it.
  func records(around outputs: String, besides folder: String) -> String? {
    let records = records(besides: folder).absolutePath(from: "/")
    let outputs = outputs.absolutePath(from: "/")
    // Letter case does not count on some file systems.
    let isBelow = outputs.lowercased().pathParts.starts(with: records.lowercased().pathParts)
    return isBelow ? records : nil
  }

  /// Reads a selector. One that names nothing is refused: without it, everything would be meant.
  static func selector(_ text: String) throws(UsageError) -> Selector {
    guard let selector = Selector(text) else {
      throw UsageError("'\(text)' is no selector: it names no asset; for all of them, say '*'")
    }
    return selector
  }

  /// The same, with what a plan that was written down was asked for with.
  func asking(as frozen: FrozenPlan) throws(UsageError) -> RunArguments {
    guard since == nil, !forces, !resends else {
      throw UsageError("a plan has its own '--since', '--force' and '--resend'; leave them out")
    }
    var arguments = self
    arguments.runsPart = !selectors.isEmpty
    if let most = frozen.budget {
      guard budget ?? most <= most else {
        throw UsageError("the plan has a budget of \(most); '--budget' can only lower it")
      }
      arguments.budget = budget ?? most
    }
    arguments.forces = frozen.forces
    arguments.resends = frozen.resends
    guard !arguments.runsPart else { return arguments }
    arguments.since = frozen.since
    arguments.selectors = frozen.selectors
    return arguments
  }

  /// The same for a look at how things are, with nothing to be asked for again.
  var looking: RunArguments {
    var arguments = self
    arguments.forces = false
    arguments.resends = false
    return arguments
  }

  /// How the plan is run: the command line over the manifest over what is usual.
  func runOptions(for manifest: Manifest, catalogue: Catalogue) -> RunOptions {
    let limits = manifest.limits
    var options = RunOptions()
    options.concurrency = concurrency(for: manifest)
    options.mediumConcurrency[.image] = limits.images.concurrency
    options.mediumConcurrency[.video] = limits.videos.concurrency
    for (medium, own) in [(Medium.image, limits.images), (.video, limits.videos)] {
      let perMinute = own.requestsPerMinute ?? limits.requestsPerMinute
      // The emulator has no pace but its own.
      options.pace[medium] =
        perMinute.map { $0 / 60 } ?? (emulates ? nil : catalogue.startsPerSecond[medium])
    }
    options.pollPace = emulates ? nil : catalogue.pollsPerSecond
    options.failsFast = failsFast
    options.isLocked = isLocked
    options.budget = budget(for: manifest)
    options.attempts = limits.attempts ?? options.attempts
    options.timeout = limits.timeout ?? options.timeout
    return options
  }

  /// How many requests run at once.
  func concurrency(for manifest: Manifest) -> Int {
    concurrency ?? manifest.limits.concurrency ?? RunOptions().concurrency
  }

  /// The most that a run may spend; `nil` where nobody said.
  func budget(for manifest: Manifest) -> Ticks? { budget ?? manifest.limits.budget }
}
