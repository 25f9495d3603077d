import ReelBasics
import ReelManifest
import ReelPlan
import ReelStore

/// Records which variant of an asset others build on.
struct PickCommand: Command {
  static let name = "pick"
  let spec = CommandSpec(
    name: Self.name, summary: "Choose the variant that other assets build on",
    operands: "MANIFEST ASSET N", options: StateSession.options,
    example: "reel pick manifests/spring.yaml storefront 3")

  func run(
    _ line: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    let arguments = try RunArguments(line, of: spec.name, context: context, takesSelectors: false)
    guard line.operands.count == 3, let variant = Int(line.operands[2]), variant > 0 else {
      throw UsageError("'pick' takes a manifest, an asset and the number of a variant, from 1")
    }
    let session = StateSession(arguments: arguments, context: context)
    do throws(PlanMaker.Stop) {
      let loaded = try session.maker.load()
      let asset = try session.asset(line.operands[1], of: loaded.manifest)
      try check(variant, of: asset, session)
      return try await session.change(loaded) { (change) throws(PlanMaker.Stop) in
        try await pick(variant, of: asset, change, session)
      }
    } catch {
      return error.status
    }
  }

  private func check(
    _ variant: Int, of asset: Asset, _ session: StateSession
  ) throws(PlanMaker.Stop) {
    if case .number(let number) = asset.pick {
      throw session.stop(
        "\(asset.location): '\(asset.id)' has 'pick: \(number)' in the manifest; change it there",
        .usage)
    }
    guard variant <= asset.count else {
      throw session.stop(
        "'\(asset.id)' has \(asset.count) variant\(asset.count == 1 ? "" : "s"), no \(variant)",
        .usage)
    }
  }

  /// Whoever tried things on the emulator may have meant that.
  private static func hint(_ session: StateSession, _ place: Workplace) -> String {
    !session.maker.arguments.emulates && FileStatus.isFolder(place.state.path + "/emulator")
      ? "; what the emulator made is picked with --emulator" : ""
  }

  private func pick(
    _ variant: Int, of asset: Asset, _ change: StateSession.Change, _ session: StateSession
  ) async throws(PlanMaker.Stop) -> ExitStatus {
    guard let node = change.node(asset), let work = node.work,
      let media = node.verdict.record?.slots[variant]?.media
    else {
      throw session.stop(
        "variant \(variant) of '\(asset.id)' is not there: it was not made yet, or moderation "
          + "took it" + Self.hint(session, change.place), .failure)
    }
    let choice = PickRecord(fingerprint: work.fingerprint, variant: variant, digest: media.digest)
    session.goThrough()
    do {
      try await change.database.recordPick(
        choice, of: asset.id.text, manifest: change.place.manifest.key)
      try await change.keeper.write(node)
    } catch {
      throw session.maker.stop(error)
    }
    session.say("Others build on variant \(variant) of '\(asset.id)' from now on.")
    return .success
  }
}
