import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelReport
import ReelStore

/// Finds the files of assets for the page: what stands where, and how large it is.
struct ReportMedia {
  private let facts: LockedFacts
  private let place: Workplace
  private let addresses: PageAddresses
  private let tool: ToolLine
  private let database: RecordDatabase
  /// What was written for an asset last, by variant, once that was asked for.
  private var written: [String: [Int: OutputRecord]]?

  /// `folder` is that of the page.
  init(
    facts: LockedFacts, place: Workplace, folder: String, tool: ToolLine, database: RecordDatabase
  ) {
    self.facts = facts
    self.place = place
    addresses = PageAddresses(from: folder)
    self.tool = tool
    self.database = database
  }

  /// The variants of an asset, from the first.
  mutating func variants(of node: PlanNode) throws(StoreError) -> [ReportVariant] {
    let slots = node.verdict.record?.slots ?? [:]
    let picked = picked(of: node, slots)
    var isChoice = node.asset.count > 1
    if case .number = node.asset.pick { isChoice = false }
    var variants: [ReportVariant] = []
    for number in 1...node.asset.count {
      let (file, note) = try file(number, of: node, slots[number])
      var served = ServedBy()
      if case .kept(_, let maker) = slots[number] { served = maker }
      let isPicked = number == picked && file != nil
      variants.append(
        ReportVariant(
          number: number, file: file, note: note, isPicked: isPicked,
          pickLine: isPicked || !isChoice || slots[number]?.media == nil
            ? nil : tool.line("pick", node.asset.id.text, String(number)),
          model: served.model, revisedPrompt: served.revisedPrompt, requestID: served.requestID))
    }
    return variants
  }

  /// The variant that others build on.
  private func picked(of node: PlanNode, _ slots: [Int: SlotRecord]) -> Int? {
    guard let work = node.work else { return nil }
    let chosen = facts.pick(of: node.asset.id.text)?.variant(of: work.fingerprint, slots: slots)
    return switch node.asset.pick {
    case .number(let number): number
    case .ask: chosen
    case .absent: chosen ?? (1...node.asset.count).first { slots[$0] != .moderated }
    }
  }

  // MARK: Files

  private mutating func file(
    _ number: Int, of node: PlanNode, _ slot: SlotRecord?
  ) throws(StoreError) -> (ReportVariant.File?, String?) {
    if slot == .moderated { return (nil, "moderation took it") }
    guard let planned = node.work?.output(of: number, slot, for: node.asset) else {
      return try earlier(number, of: node)
    }
    let shown = file(at: planned.path, try size(of: planned))
    // The plan has just found that everything stands there as it is to be.
    if case .fresh = node.verdict.decision { return (shown, nil) }
    switch facts.output(at: planned.path) {
    case .recorded(let record):
      let isCurrent = record.original == planned.original.digest && record.recipe == planned.recipe
      return (shown, isCurrent ? nil : "as it was before; the next run writes it again")
    case .unrecorded: return (shown, nil)
    case .foreign: return (shown, "another hand made or changed it")
    case .missing: return (nil, "its file is missing")
    }
  }

  /// What stands there of earlier words, until there is something else.
  private mutating func earlier(
    _ number: Int, of node: PlanNode
  ) throws(StoreError) -> (ReportVariant.File?, String?) {
    guard let output = try writtenOutputs()[node.asset.id.text]?[number],
      case .recorded = facts.output(at: output.path)
    else { return (nil, "not there yet") }
    let record = facts.work(output.fingerprint)?.slots[number]?.media
    var media = record
    if !output.recipe.isEmpty {
      media = try database.derived(from: output.original, by: output.recipe) ?? record
    }
    return (file(at: output.path, media), "of earlier words")
  }

  private mutating func writtenOutputs() throws(StoreError) -> [String: [Int: OutputRecord]] {
    if let written { return written }
    var outputs: [String: [Int: OutputRecord]] = [:]
    for output in try database.outputs(of: place.manifest.key, in: place.outputs.name)
    where !OutputMark.isSidecar(output.recipe) {
      outputs[output.asset, default: [:]][output.slot] = output
    }
    written = outputs
    return outputs
  }

  /// What stands at an output's path; a format may have been changed on the way, and a size. A mark
  /// changes neither.
  private func size(of planned: PlannedOutput) throws(StoreError) -> MediaRecord {
    guard !planned.base.isEmpty else { return planned.original }
    return try database.derived(from: planned.original.digest, by: planned.recipe)
      ?? planned.original
  }

  private func file(at path: String, _ media: MediaRecord?) -> ReportVariant.File {
    let whole = "\(place.outputs.root)/\(path)"
    return ReportVariant.File(
      path: whole, name: "\(place.outputName)/\(path)",
      address: addresses.of(whole), width: media?.width ?? 16,
      height: media?.height ?? 9)
  }
}
