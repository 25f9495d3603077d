import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelMedia
import ReelPlan
import ReelProviders
import ReelStore

/// Takes an existing file, or a job that was paid for, into the records of an asset.
struct AdoptCommand: Command {
  static let name = "adopt"
  let spec = CommandSpec(
    name: Self.name, summary: "Take a file, or a job that was paid for, as an asset's result",
    operands: "MANIFEST ASSET [FILE]",
    options: StateSession.options + [
      OptionSpec("variant", value: "N", help: "which variant it is (1 where absent)"),
      OptionSpec("request-id", value: "ID", help: "a video job: the next run collects it"),
    ], example: "reel adopt manifests/spring.yaml storefront approved.png --variant 2")

  /// What is taken.
  private enum Source {
    case file(String)
    case job(String)
  }

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let arguments = try RunArguments(line, of: spec.name, context: context, takesSelectors: false)
    let variant = try line.integer("variant", in: 1...10) ?? 1
    let source: Source
    switch (line.operands.count, line.last("request-id")) {
    case (3, nil): source = .file(context.absolute(line.operands[2]))
    case (2, let id?) where !id.isEmpty: source = .job(id)
    default:
      throw UsageError("'adopt' takes a manifest, an asset, and a file or '--request-id'")
    }
    let session = StateSession(arguments: arguments, context: context)
    do throws(PlanMaker.Stop) {
      let loaded = try session.maker.load()
      let asset = try session.asset(line.operands[1], of: loaded.manifest)
      guard variant <= asset.count else {
        throw session.stop("'\(asset.id)' has no variant \(variant)", .usage)
      }
      return try await session.change(loaded) { (change) throws(PlanMaker.Stop) in
        guard let work = change.node(asset)?.work else {
          throw session.stop(
            "what '\(asset.id)' builds on is not there yet, so nothing can stand for it", .failure)
        }
        switch source {
        case .file(let path):
          try await adopt(path, as: variant, of: asset, work, change, session)
        case .job(let id): try await adopt(job: id, as: variant, of: asset, work, change, session)
        }
        return .success
      }
    } catch {
      return error.status
    }
  }

  private func adopt(
    _ path: String, as variant: Int, of asset: Asset, _ work: Work,
    _ change: StateSession.Change, _ session: StateSession
  ) async throws(PlanMaker.Stop) {
    let open = change.node(asset)?.verdict.record?.open ?? []
    guard !open.contains(where: { $0.isPursued && $0.slots.contains(variant) }) else {
      throw session.stop(
        "a job of '\(asset.id)' goes on, or its answer is to be fetched, and its result would take "
          + "this file's place; collect it first: \(session.arguments.tool.line("run", asset.id.text))",
        .failure)
    }
    // Whoever opens a pipe waits for its writer, and this holds the state.
    guard FileStatus.size(of: path) == nil || LocalFileReader().isRegularFile(path) else {
      throw session.stop(
        "'\(path)' cannot be taken: it \(FileReadError.notRegular.reason)", .usage)
    }
    let threads = WorkerThreads(width: 1)
    let inspector = MediaInspector(
      pictures: Pictures(threads: threads),
      films: Films(threads: threads, environment: session.context.environment))
    do {
      // Before it enters the store, which keeps nothing that is no picture or film.
      _ = try await inspector.inspect(path, SHA256.digest(""), medium: asset.operation.makes)
      let objects = ObjectStore(change.place.state)
      let digest = try await threads.run { try objects.keepCopy(of: path) }
      let media = try await inspector.inspect(
        objects.path(of: digest), digest, medium: asset.operation.makes)
      try await change.database.adopt(
        .kept(media, ServedBy()), as: variant, of: work.fingerprint, form: work.form.text)
    } catch let error as StoreError {
      throw session.maker.stop(error)
    } catch let failure as MediaInspector.Failure {
      throw session.stop("'\(path)' cannot be taken: \(failure.message)", .usage)
    } catch {
      throw session.stop("'\(path)' cannot be taken: \(error)", .failure)
    }
    session.say(
      "Variant \(variant) of '\(asset.id)' is this file from now on; the next run puts it in place, "
        + "for nothing.")
  }

  private func adopt(
    job id: String, as variant: Int, of asset: Asset, _ work: Work,
    _ change: StateSession.Change, _ session: StateSession
  ) async throws(PlanMaker.Stop) {
    guard asset.operation.makes == .video, let host = Asked.host(change.place.manifest.provider)
    else { throw session.stop("'\(asset.id)' is no film: only films are made as jobs", .usage) }
    do throws(ProviderError) {
      try XAIProvider.check(job: id)
    } catch {
      throw session.stop("\(ShellQuote.inQuotes(id)) cannot be taken: \(error.message)", .usage)
    }
    let intent = RequestIntent(
      fingerprint: work.fingerprint, form: work.form.text, part: 0, slots: [variant], attempt: 1,
      operation: asset.operation.rawValue, model: asset.model, host: host,
      bodyDigest: SHA256.digest(""), worstCost: nil)
    let wanted = Set(change.plan.ordered.compactMap { $0.work?.fingerprint })
    let known: RecordDatabase.KnownJob
    do {
      known = try await change.database.adopt(job: id, as: intent, sparing: wanted)
    } catch {
      throw session.maker.stop(error)
    }
    switch known {
    case .taken:
      session.say("Job \(id) counts as that of '\(asset.id)'; the next run collects it.")
    case .open: session.say("Job \(id) is on record already; the next run collects it.")
    case .collected:
      session.say("Job \(id) was collected already, and its result is on record.")
    case .ofOtherWork(let other):
      let owner = change.plan.ordered.first { $0.work?.fingerprint == other }?.asset.id
      throw session.stop(Self.elsewhere(id, owner, asset.id, session), .failure)
    }
  }

  /// Says that a job is on record, and not for what an asset asks for; `owner` is the asset that does.
  private static func elsewhere(
    _ job: String, _ owner: AssetID?, _ asset: AssetID, _ session: StateSession
  ) -> String {
    guard let owner else {
      return
        "job \(job) is on record for what was asked for before, and would not count as that of "
        + "'\(asset)'; collect it with the words of then, and adopt the file"
    }
    return
      "job \(job) is on record as that of '\(owner)', and would not count as that of '\(asset)'; "
      + "collect it there, and adopt the file: "
      + session.arguments.tool.line("run", owner.text)
  }
}
