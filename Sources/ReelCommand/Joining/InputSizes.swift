import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan

/// Holds input files against what the provider takes at most.
struct InputSizes {
  let catalogue: Catalogue

  /// Reports the author's files that are too large for what is to be asked for. What is made on the
  /// way is looked at when it is there.
  func check(_ plan: Plan, diagnostics: DiagnosticCollector) {
    for node in plan.ordered {
      guard case .make = node.verdict.decision else { continue }
      for input in node.asset.inputs {
        guard case .file(let path) = input.target, let size = FileStatus.size(of: path),
          let words = Self.objection(
            to: size, of: input.medium, input.written, limits: catalogue.files)
        else { continue }
        diagnostics.report(.referenceFileTooLarge, words, at: input.location)
      }
    }
  }

  /// Why a file cannot be sent; `nil` where it can.
  static func objection(
    to byteCount: Int64, of medium: Medium, _ written: String, limits: [Medium: FileLimits]
  ) -> String? {
    guard let most = limits[medium]?.maximum, byteCount > most else { return nil }
    return
      "the \(medium.rawValue) '\(written)' has \(megabytes(byteCount)), and the provider takes at "
      + "most \(megabytes(most))"
  }

  /// Rounded up, so that what is too large looks so.
  private static func megabytes(_ count: Int64) -> String {
    let tenths = (count + 99_999) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
  }
}
