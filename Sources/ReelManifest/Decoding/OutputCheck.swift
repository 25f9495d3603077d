import ReelBasics
import ReelCatalogue

/// Checks the outputs of all assets against each other and against what they are made from.
struct OutputCheck {
  /// An output as file systems compare names: letter case does not count on some of them.
  private struct Claim {
    let path: String
    let asset: Asset
  }

  /// Collisions of the cells of two assets, or of one: they have one cause.
  private struct Collision {
    let first: Claim
    let second: Claim
    var count = 1
  }

  let folder: String
  let output: String
  let diagnostics: DiagnosticCollector

  func check(_ assets: [Asset], manifestPath: String?) {
    var claims: [String: Claim] = [:]
    var folders: [String: Claim] = [:]
    var collisions: [[String]: Collision] = [:]
    let root = "\(folder)/\(output)".absolutePath(from: "/")
    let inputs = inputs(of: assets, manifestPath: manifestPath).filter {
      $0.key.hasPrefix(root + "/")
    }
    for asset in assets {
      for path in paths(of: asset) {
        let key = path.lowercased()
        let claim = Claim(path: path, asset: asset)
        if let other = claims[key], other.asset.id != asset.id {
          note(claim, against: other, in: &collisions)
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
    for (key, other) in folders.sorted(by: { $0.key < $1.key }) {
      guard let claim = claims[key], other.asset.id != claim.asset.id else { continue }
      note(claim, against: other, in: &collisions)
    }
    for (_, collision) in collisions.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      report(collision)
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

  private func note(
    _ claim: Claim, against other: Claim, in collisions: inout [[String]: Collision]
  ) {
    let isFirst = claim.asset.location < other.asset.location
    let (first, second) = isFirst ? (claim, other) : (other, claim)
    let key = [first.asset.name, second.asset.name]
    if collisions[key] == nil {
      collisions[key] = Collision(first: first, second: second)
    } else {
      collisions[key]?.count += 1
    }
  }

  private func report(_ collision: Collision) {
    let (first, second) = (collision.first, collision.second)
    let more = collision.count - 1
    let others = more == 0 ? [] : [Diagnostic.Note("and \(more) more like it")]
    diagnostics.report(
      .outputCollision,
      "'\(second.asset.id)' and '\(first.asset.id)' both write '\(second.path)'"
        + (first.path == second.path ? "" : " (as '\(first.path)')"), at: second.asset.location,
      notes: [Diagnostic.Note("the other is here", at: first.asset.location)] + others,
      help: "give one of them another 'output'")
  }
}
