import ReelBasics
import ReelCatalogue

/// What all answers of one emulator share.
final class Workshop: Sendable {
  let options: EmulatorOptions
  let catalogue: Catalogue
  let rules: APIRules
  let renderer: any MediaRenderer
  let reader: any MediaReader
  let timer: any EmulatorTimer
  /// Milliseconds since 1970.
  let wallClock: @Sendable () -> Int64
  let identity: Identity
  let media: MediaStore
  let files: FileStore
  let faults: FaultPlan
  let films: FilmCache
  let ledger: Ledger
  let lineage = LineageMemory()
  let jobs = Jobs()
  let counter = RequestCounter()

  init(
    options: EmulatorOptions, catalogue: Catalogue, rules: APIRules, renderer: any MediaRenderer,
    reader: any MediaReader, timer: any EmulatorTimer, wallClock: @escaping @Sendable () -> Int64
  ) throws(EmulatorError) {
    self.options = options
    self.catalogue = catalogue
    self.rules = rules
    self.renderer = renderer
    self.reader = reader
    self.timer = timer
    self.wallClock = wallClock
    identity = Identity(seed: options.seed)
    media = MediaStore(capacity: options.mediaMemory, timeToLive: options.timeToLive)
    files = FileStore(
      capacity: options.mediaMemory, publicFiles: rules.publicFiles, identity: identity,
      wallClock: wallClock)
    faults = FaultPlan(rules: options.faults, seed: options.seed)
    films = FilmCache(capacity: options.mediaMemory / 4)
    ledger = try Ledger(path: options.ledgerPath, wallClock: wallClock)
  }

  /// What a request costs by the catalogue; the higher figure where the provider leaves two open.
  func cost(
    model: String, operation: Operation, parameters: [ParameterName: ParameterValue],
    results: Int, inputImages: Int, inputSeconds: Double? = nil, isBatch: Bool
  ) -> Ticks {
    let cost =
      catalogue.cost(
        model: model, operation: operation, parameters: parameters, results: results,
        inputImages: inputImages, film: inputSeconds.map { FilmFacts(seconds: $0, size: nil) })?
      .high ?? .zero
    return isBatch ? Ticks(cost.count * Int64(rules.batchPercent) / 100) : cost
  }

  /// Stores a result as a file; gives what its answer says about that.
  func store(
    _ bytes: [UInt8], _ storage: StorageOptions, for order: WorkOrder
  ) -> [String: JSONValue] {
    if order.shape.has(.storageError) {
      return ["storage_error": "The result could not be stored."]
    }
    let now = timer.now()
    let file = files.keep(
      bytes, filename: storage.filename, expiresAfter: storage.expiresAfter, now: now)
    guard storage.isPublic else {
      return ["file_output": file.output(now: now, host: order.host)]
    }
    if let published = files.publish(file, expiresAfter: storage.publicExpiresAfter, now: now) {
      return ["file_output": published.output(now: now, host: order.host)]
    }
    var output = file.output(now: now, host: order.host).fields ?? [:]
    output["public_url_error"] = "The team has too many active public URLs."
    return ["file_output": .object(output)]
  }

  /// What a client finds behind the name of an address.
  func fetch(_ name: String) -> MediaStore.Lookup {
    let now = timer.now()
    if let file = files.publicFile(name, now: now), let type = MediaType(sniffing: file.bytes) {
      return .found(bytes: file.bytes, type: type)
    }
    return media.fetch(name, now: now)
  }
}
