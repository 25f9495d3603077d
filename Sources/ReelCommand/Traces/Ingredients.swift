import ReelBasics
import ReelEngine
import ReelManifest
import ReelReport
import ReelStore

/// What the outputs of a run were made of, for make and ninja.
struct Ingredients {
  /// A rule of make.
  let depfile: String
  /// What is to be said about it.
  let warning: String?

  init(
    of report: RunReport, manifest: Manifest, place: Workplace, context: ProcessContext
  ) {
    let outputs = report.entries.flatMap(\.paths).map {
      context.shown(place.outputs.root + "/" + $0)
    }
    let there = Set(report.entries.map(\.id))
    let needs = Self.files(
      of: manifest, assets: manifest.assets.filter { there.contains($0.id) }
    ).map(context.shown)
    let (text, untold) = MakeText.dependencies(of: outputs, on: needs)
    depfile = text
    warning = untold.first.map {
      "make cannot be told of \(TerminalText.safe(ShellQuote.inQuotes($0)))"
        + (untold.count > 1 ? " and \(untold.count - 1) more" : "")
        + ", whose \(untold.count > 1 ? "names mean" : "name means") something to it; the depfile is without"
    }
  }

  /// The files that a manifest and some of its assets are read from, absolute, each once.
  static func files(of manifest: Manifest, assets: [Asset]) -> [String] {
    let inputs = assets.flatMap { files(of: $0) }
    var seen: Set<ByteText> = []
    return (manifest.files + inputs).filter { seen.insert(ByteText($0)).inserted }
  }

  /// The files that one asset takes, absolute.
  static func files(of asset: Asset) -> [String] {
    asset.allInputs.compactMap {
      if case .file(let path) = $0.target { path } else { nil }
    }
  }
}
