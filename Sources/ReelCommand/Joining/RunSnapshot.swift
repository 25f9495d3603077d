import ReelBasics
import ReelManifest
import ReelPlan
import ReelStore

/// The shortcut of a run with nothing to do: what an earlier one looked at looks the same, so the manifest
/// need not be read to know that all is there.
struct RunSnapshot: Sendable {
  /// What is on record as it looked before a plan was made.
  struct Start: Sendable {
    fileprivate let records: [WatchedFiles.Note]
  }

  let arguments: RunArguments
  let context: ProcessContext
  /// Whether this run can be answered by it: all that it writes is its last line.
  let answers: Bool
  let question: String
  let store: SnapshotStore

  /// `nil` where what there is to do depends on more than files: standard input, git, prices; or on what
  /// was said for this once.
  init?(_ arguments: RunArguments, answers: Bool, in context: ProcessContext) {
    guard arguments.manifest.path != "-", arguments.prices == nil, arguments.since == nil,
      !arguments.forces, !arguments.resends, let program = FileWatch.program
    else { return nil }
    self.arguments = arguments
    self.context = context
    self.answers = answers
    let state = Workplace.state(besides: arguments.manifest.folder(context), arguments)
    store = SnapshotStore(state)
    let options = arguments.manifest.options
    var said: [String?] = [
      ReelTool.version, program.text, context.absolute(arguments.manifest.path), options.profile,
      // As in fingerprints: nobody is asked, so that the port is no matter.
      options.baseURL.map { ProviderIdentity.of(provider: "", baseURL: $0) }, options.apiKeyEnv,
      arguments.emulates ? "emulator" : nil, arguments.outputFolder,
    ]
    for (name, value) in options.variables.sorted(by: { $0.key < $1.key }) {
      said += [name, value]
    }
    said.append(nil)
    for selector in arguments.selectors { said.append(selector.text) }
    // Each with its length: no text can look like two.
    var question = ""
    for text in said { question += text.map { "\($0.utf8.count) \($0)\n" } ?? "-\n" }
    self.question = question
  }

  /// Answers the run; `nil` where it has to make a plan.
  func answer() async -> ExitStatus? {
    guard answers,
      let found = await store.answer(question, environment: context.environment)
    else { return nil }
    if !arguments.isQuiet {
      let style = TextStyle(option: arguments.color, context: context, writer: context.output)
      context.output.writeAside(
        RunSummary.idle(
          found.assets, folder: context.shown(found.root), isEmulated: arguments.emulates,
          style: style))
    }
    return .success
  }

  /// To be called before the records are opened for the plan.
  func begin(_ place: Workplace) -> Start? {
    guard let records = store.records() else { return nil }
    let lock = WatchedFiles.Note(path: place.lock.path, look: FileWatch.of(place.lock.path))
    return Start(records: records + [lock])
  }

  /// Writes down that a plan has nothing to do; `facts` are those that it was made from, and were told to
  /// keep what they look at.
  func write(
    _ plan: Plan, of loaded: PlanMaker.Loaded, in place: Workplace, facts: LockedFacts,
    since start: Start
  ) async {
    guard loaded.isFaultless, facts.lock == nil, facts.pendingRepair == nil else { return }
    let looks = facts.looks
    let paths = Set(
      plan.ordered.flatMap { node in
        (node.verdict.record?.slots ?? [:]).flatMap { slot, record in
          slot <= node.asset.count
            ? (node.work?.outputs(of: slot, record, for: node.asset) ?? []).map(\.path) : []
        }
      })
    // What was known otherwise, from a lock file alone, is on record after the next run.
    guard Set(looks.outputs.map(\.path)) == paths else { return }
    await store.write(
      PlanSnapshot(
        question: question, assets: plan.ordered.count,
        environment: loaded.manifest.environmentNames.map { name in
          PlanSnapshot.Variable(
            name: name, value: context.environment[name].map { SHA256.digest($0) })
        },
        files: loaded.files.notes + looks.inputs + start.records,
        root: place.outputs.root, outputs: looks.outputs,
        text: text(of: plan, loaded, facts: facts)))
  }
}
