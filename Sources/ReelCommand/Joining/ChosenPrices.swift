import ReelBasics
import ReelCatalogue
import ReelManifest

/// The prices that a command reckons with: those of this release, or of `--prices`.
struct ChosenPrices {
  static let option = OptionSpec(
    "prices", value: "FILE", help: "reckon with the prices of this file")

  /// The models, at these prices.
  let catalogue: Catalogue
  /// The file as the command line names it; `nil` for the prices of this release.
  let file: String?

  /// The prices of this release.
  static let builtIn = ChosenPrices(catalogue: .xai, file: nil)

  /// Reads the file, where there is one. `nil` where something is wrong with it, which is reported.
  static func read(
    _ file: String?, context: ProcessContext, diagnostics: DiagnosticCollector
  ) -> ChosenPrices? {
    guard let file else { return .builtIn }
    let loader = PriceLoader(catalogue: .xai, files: LocalFileReader())
    return loader.load(path: context.absolute(file), name: file, diagnostics: diagnostics).map {
      ChosenPrices(catalogue: Catalogue.xai.priced(by: $0), file: file)
    }
  }

  /// Warns of what the assets ask for and the file has no price of; once for each model and operation.
  ///
  /// What has no price in this release is warned of where the manifest names it.
  func check(_ assets: [Asset], diagnostics: DiagnosticCollector) {
    struct Asked: Hashable {
      let model: String
      let operation: Operation
    }
    guard let file else { return }
    var seen: Set<Asked> = []
    for asset in assets {
      guard seen.insert(Asked(model: asset.model, operation: asset.operation)).inserted,
        catalogue.price(model: asset.model, operation: asset.operation) == nil
      else { continue }
      diagnostics.report(
        .priceMissing,
        "'\(file)' has no price for \(asset.operation.title) with '\(asset.model)'",
        at: asset.operationLocation, help: "under a budget it is not asked for")
    }
  }
}
