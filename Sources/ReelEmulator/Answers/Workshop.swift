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
  let films: FilmCache
  let ledger: Ledger
  let lineage = LineageMemory()
  let jobs = VideoJobs()
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
    films = FilmCache(capacity: options.mediaMemory / 4)
    ledger = try Ledger(path: options.ledgerPath, wallClock: wallClock)
  }

  /// What a request costs by the catalogue; the higher figure where the provider leaves two open.
  func cost(
    model: String, operation: Operation, parameters: [ParameterName: ParameterValue],
    results: Int, inputImages: Int, inputSeconds: Double? = nil
  ) -> Ticks {
    catalogue.cost(
      model: model, operation: operation, parameters: parameters, results: results,
      inputImages: inputImages, film: inputSeconds.map { FilmFacts(seconds: $0, size: nil) })?.high
      ?? .zero
  }
}
