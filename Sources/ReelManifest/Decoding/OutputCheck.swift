import ReelBasics
import ReelCatalogue

/// Checks the outputs of all assets against each other and against what they are made from.
struct OutputCheck {
  /// An output as file systems compare names: letter case does not count on some of them.
  private struct Claim {
    let path: String
    let asset: Asset
  }

  let folder: String
  let output: String
  let diagnostics: DiagnosticCollector

  func check(_ assets: [Asset], manifestPath: String?) {
    var claims: [String: Claim] = [:]
    var folders: [String: Claim] = [:]
    let root = "\(folder)/\(output)".absolutePath(from: "/")
    let inputs = inputs(of: assets, manifestPath: manifestPath).filter {
      $0.key.hasPrefix(root + "/")
    }
    for asset in assets {
      for path in paths(of: asset) {
        let key = path.lowercased()
        let claim = Claim(path: path, asset: asset)
        if let other = claims[key], other.asset.id != asset.id {
          report(claim, against: other)
          break
        }
        claims[key] = claim
        for parent in parents(of: key) where folders[parent] == nil { folders[parent] = claim }
        if !inputs.isEmpty, let input = inputs["\(root)/\(path)".absolutePath(from: "/")] {
          diagnostics.report(
            .outputOverwritesInput,
            "'\(asset.id)' would be written over \(input)", at: asset.location)
        }
      }
    }
    for (key, claim) in claims {
      guard let other = folders[key], other.asset.id != claim.asset.id else { continue }
      report(claim, against: other)
    }
  }

  /// Every path that an asset may come to lie at: without a promise its format is not known yet.
  private func paths(of asset: Asset) -> [String] {
    let formats =
      asset.output.promisedExtension == nil
      ? OutputTemplate.extensions(of: asset.operation.makes) : [""]
    return (1...asset.count).flatMap { variant in
      formats.map { asset.output.path(variant: variant, of: asset.count, format: $0) }
    }
  }

  private func parents(of path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
  }

  private func inputs(of assets: [Asset], manifestPath: String?) -> [String: String] {
    var inputs: [String: String] = [:]
    if let manifestPath { inputs[manifestPath.absolutePath(from: folder)] = "the manifest" }
    for input in assets.flatMap(\.allInputs) {
      if case .file(let path) = input.target { inputs[path] = "the input '\(input.written)'" }
    }
    return inputs
  }

  private func report(_ claim: Claim, against other: Claim) {
    let isFirst = claim.asset.location < other.asset.location
    let (first, second) = isFirst ? (claim, other) : (other, claim)
    diagnostics.report(
      .outputCollision,
      "'\(second.asset.id)' and '\(first.asset.id)' both write '\(second.path)'"
        + (first.path == second.path ? "" : " (as '\(first.path)')"), at: second.asset.location,
      notes: [Diagnostic.Note("the other is here", at: first.asset.location)],
      help: "give one of them another 'output'")
  }
}
