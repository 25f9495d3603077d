import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelMedia
import ReelPlan

/// Looks into the files that a manifest names, before anything is paid for: what they are, how large,
/// how long, and whether a mask can be one; and whether films will be as long as they may.
struct InputCheck {
  let catalogue: Catalogue
  private let pictures: Pictures
  private let films: Films

  init(catalogue: Catalogue, environment: Environment) {
    self.catalogue = catalogue
    let threads = WorkerThreads(width: 2)
    pictures = Pictures(threads: threads)
    films = Films(threads: threads, environment: environment)
  }

  /// Reports what is wrong with the files of these assets, each at the reference that names it.
  ///
  /// `films` are those that assets edit or extend which are other assets'; `areSure` where it was looked
  /// whether another one stands in their place.
  ///
  /// - Returns: what the films among the files are, by their paths.
  @discardableResult
  func check(
    _ assets: [Asset], films: [AssetID: FilmFacts], areSure: Bool, diagnostics: DiagnosticCollector
  ) async -> [ByteText: FilmFacts] {
    let seen = Seen()
    var measured: [ByteText: FilmFacts?] = [:]
    var sized: Set<ByteText> = []
    let pixels = Dictionary(
      assets.compactMap { asset in asset.finishing.size.map { (asset.id, $0) } },
      uniquingKeysWith: { first, _ in first })
    for asset in assets {
      if let film = films[asset.id], let input = asset.inputs.first(where: { $0.medium == .video })
      {
        checkLength(
          film.seconds, of: input, asset, diagnostics,
          code: areSure ? .inputLength : .inputForecast)
      }
      for input in asset.inputs {
        guard case .file(let path) = input.target, sized.insert(ByteText(path)).inserted else {
          continue
        }
        checkSize(input, path, diagnostics)
      }
      for input in asset.allInputs {
        guard case .file(let path) = input.target else { continue }
        let key = ByteText(path)
        let known = seen.sound[key]
        let isSound = known ?? checkFormat(input, path, diagnostics)
        if known == nil { seen.sound[key] = isSound }
        guard isSound, input.medium == .video else { continue }
        if measured[key] == nil {
          measured[key] = .some(await film(input, path, diagnostics))
        }
        if let film = measured[key] ?? nil {
          checkLength(film.seconds, of: input, asset, diagnostics)
        }
      }
      await checkMask(of: asset, seen: seen, pixels: pixels, diagnostics)
    }
    return measured.compactMapValues(\.self)
  }

  /// What was found in the files, each looked into once however many cells name it.
  private final class Seen {
    var sound: [ByteText: Bool] = [:]
    /// `nil` for one that cannot be read.
    var pictures: [ByteText: PictureInfo?] = [:]
  }

  private func picture(_ path: String, _ seen: Seen) async -> PictureInfo? {
    let key = ByteText(path)
    guard seen.sound[key] == true else { return nil }
    if let known = seen.pictures[key] { return known }
    let found = try? await pictures.probe(path)
    seen.pictures[key] = .some(found)
    return found
  }

  /// Whether the file begins as one of its medium does. One that is not there is reported where
  /// references are read.
  private func checkFormat(
    _ input: AssetInput, _ path: String, _ diagnostics: DiagnosticCollector
  ) -> Bool {
    guard FileStatus.size(of: path) != nil else { return false }
    guard let head = FileStatus.head(of: path, count: 64) else {
      diagnostics.report(
        .fileUnreadable, "the file '\(input.written)' cannot be read", at: input.location)
      return false
    }
    let format = MediaFormat(sniffing: head)
    if let format, format.isVideo == (input.medium == .video) { return true }
    let wanted = input.medium == .image ? "PNG, JPEG or WebP" : "MP4"
    diagnostics.report(
      .inputFormat, "the file '\(input.written)' is no \(wanted)", at: input.location,
      help: format == nil ? "its first bytes are those of another format" : nil)
    return false
  }

  /// Whether the provider takes so large a file. What is made on the way is looked at when it is
  /// there.
  private func checkSize(
    _ input: AssetInput, _ path: String, _ diagnostics: DiagnosticCollector
  ) {
    guard let size = FileStatus.size(of: path),
      let words = InputSizes.objection(
        to: size, of: input.medium, input.written, limits: catalogue.files)
    else { return }
    diagnostics.report(.referenceFileTooLarge, words, at: input.location)
  }

  private func film(
    _ input: AssetInput, _ path: String, _ diagnostics: DiagnosticCollector
  ) async -> FilmFacts? {
    do {
      let film = try await films.probe(path)
      return FilmFacts(
        seconds: film.seconds, size: PixelSize(width: film.width, height: film.height))
    } catch {
      // Without ffprobe nothing can be said; the run will need it and say so.
      guard error.code != .missingDependency else { return nil }
      diagnostics.report(
        .inputFormat, "the film '\(input.written)' cannot be read", at: input.location)
      return nil
    }
  }

  private func checkLength(
    _ seconds: Double, of input: AssetInput, _ asset: Asset, _ diagnostics: DiagnosticCollector,
    code: DiagnosticCode = .inputLength
  ) {
    guard
      let range = catalogue.rules(model: asset.model, operation: asset.operation)?.inputSeconds
    else { return }
    // Of a file it is, and of what is to be made it will be: about what was asked for.
    var (verb, doubt) = ("is", 0.0)
    if case .asset = input.target { (verb, doubt) = ("will be", 0.1) }
    guard seconds < range.lowerBound - doubt || seconds > range.upperBound + doubt else { return }
    let words = "\((seconds * 10).rounded() / 10) s"
    let least = range.lowerBound > 0 ? "\(range.lowerBound) to" : "at most"
    diagnostics.report(
      code,
      "the film '\(input.written)' \(verb) \(words) long; a \(asset.operation.title) takes "
        + "\(least) \(range.upperBound) s", at: input.location)
  }

  /// `pixels` are the sizes that assets are made in, where the manifest says them.
  private func checkMask(
    of asset: Asset, seen: Seen, pixels: [AssetID: PixelSize],
    _ diagnostics: DiagnosticCollector
  ) async {
    guard let mask = asset.finishing.mask, case .file(let path) = mask.target,
      let found = await picture(path, seen)
    else { return }
    guard found.hasAlpha else {
      diagnostics.report(
        .assetMask, "the mask '\(mask.written)' has no alpha", at: mask.location,
        help: "it is transparent where the edit may show, and opaque where the input stays")
      return
    }
    guard let input = asset.inputs.first,
      let under = await size(of: input, seen: seen, pixels: pixels),
      under != PixelSize(width: found.width, height: found.height)
    else { return }
    diagnostics.report(
      .assetMask,
      "the mask '\(mask.written)' is \(found.width)x\(found.height), and '\(input.written)' is "
        + "\(under)", at: mask.location,
      help: "a mask has the size of the first input")
  }

  /// The size of what a mask is laid over, where it is known before anything is made.
  private func size(
    of input: AssetInput, seen: Seen, pixels: [AssetID: PixelSize]
  ) async -> PixelSize? {
    switch input.target {
    case .file(let path):
      guard let found = await picture(path, seen) else { return nil }
      return PixelSize(width: found.width, height: found.height)
    case .asset(let id, _): return pixels[id]
    case .url: return nil
    }
  }
}
