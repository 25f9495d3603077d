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
  /// Whether every output has a file beside it that says where it comes from.
  let hasSidecars: Bool
  let diagnostics: DiagnosticCollector

  func check(_ assets: [Asset], manifestPath: String?) {
    // The first asset for each path in small letters.
    var claims = NumberTable()
    claims.reserve(assets.count)
    var folders: [String: Claim] = [:]
    // Most stand where the one before them does.
    var lastFolder = ""
    var collisions: [[String]: Collision] = [:]
    let root = "\(folder)/\(output)".absolutePath(from: "/")
    let rootParts = root.pathParts
    let inputs = inputs(of: assets, manifestPath: manifestPath).filter {
      $0.key.pathParts.starts(with: rootParts)
    }
    /// Whether the next path of the asset may be looked at: one collision says enough.
    func take(_ path: String, of number: Int) -> Bool {
      let key = path.inSmallLetters
      var claimed: Claim?
      _ = claims.insert(number, for: key) {
        claimed = claim(key, of: assets[$0])
        return claimed != nil
      }
      if let claimed, claimed.asset.id != assets[number].id {
        note(Claim(path: path, asset: assets[number]), against: claimed, in: &collisions)
        return false
      }
      let folder = parent(of: key)
      if folder != lastFolder {
        let claim = Claim(path: path, asset: assets[number])
        for parent in parents(of: key) where folders[parent] == nil { folders[parent] = claim }
        lastFolder = String(folder)
      }
      if !inputs.isEmpty, let input = inputs["\(root)/\(path)".absolutePath(from: "/")] {
        diagnostics.report(
          .outputOverwritesInput,
          "'\(assets[number].id)' would be written over \(input)", at: assets[number].location)
      }
      return true
    }
    for number in assets.indices {
      if !hasSidecars, let path = onlyPath(of: assets[number]) {
        _ = take(path, of: number)
      } else {
        for path in paths(of: assets[number]) {
          guard take(path, of: number) else { break }
        }
      }
    }
    for (key, other) in folders.sorted(by: { $0.key < $1.key }) {
      var claimed: Claim?
      _ = claims.number(of: key) {
        claimed = claim(key, of: assets[$0])
        return claimed != nil
      }
      guard let claimed, claimed.asset.id != other.asset.id else { continue }
      note(claimed, against: other, in: &collisions)
    }
    for (_, collision) in collisions.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      report(collision)
    }
  }

  /// The last path of an asset that is this one in small letters.
  private func claim(_ key: String, of asset: Asset) -> Claim? {
    paths(of: asset).last { $0.inSmallLetters == key }.map { Claim(path: $0, asset: asset) }
  }

  /// Every path that an asset writes at, or may come to.
  private func paths(of asset: Asset) -> [String] {
    let outputs = outputs(of: asset)
    return hasSidecars ? outputs + outputs.map(OutputTemplate.sidecar(of:)) : outputs
  }

  /// Every path that an asset may come to lie at: without a promise its format is not known yet.
  private func outputs(of asset: Asset) -> [String] {
    if let path = onlyPath(of: asset) { return [path] }
    let formats =
      asset.output.promisedExtension == nil
      ? OutputTemplate.extensions(of: asset.operation.makes) : [""]
    return (1...asset.count).flatMap { variant in
      formats.map { asset.output.path(variant: variant, of: asset.count, format: $0) }
    }
  }

  /// The path of an asset that has one.
  private func onlyPath(of asset: Asset) -> String? {
    guard asset.count == 1, asset.output.promisedExtension != nil else { return nil }
    return asset.output.path(variant: 1, of: 1, format: "")
  }

  /// The folder of a path; empty where that is the output directory.
  private func parent(of path: String) -> Substring {
    let slash = path.lastPlace(of: UInt8(ascii: "/")) ?? 0
    return path[..<path.utf8.index(path.startIndex, offsetBy: slash)]
  }

  private func parents(of path: String) -> [String] {
    path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { String(path[..<$0]) }
  }

  private func inputs(of assets: [Asset], manifestPath: String?) -> [String: String] {
    var inputs: [String: String] = [:]
    if let manifestPath { inputs[manifestPath.absolutePath(from: folder)] = "the manifest" }
    for asset in assets {
      for input in asset.allInputs {
        if case .file(let path) = input.target { inputs[path] = "the input '\(input.written)'" }
      }
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

extension String {
  /// The text in small letters; itself where it has no others, as most paths have.
  fileprivate var inSmallLetters: String {
    let isSmall = hasOnlyBytes { byte in
      byte < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    return isSmall ? self : lowercased()
  }
}
