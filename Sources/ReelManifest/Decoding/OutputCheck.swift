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
    // By the number of the asset, which tells the rest.
    var claims: [String: UInt32] = [:]
    claims.reserveCapacity(assets.count)
    var folders: [String: Claim] = [:]
    // Most stand where the one before them does.
    var lastFolder = ""
    var collisions: [[String]: Collision] = [:]
    let root = "\(folder)/\(output)".absolutePath(from: "/")
    let inputs = inputs(of: assets, manifestPath: manifestPath).filter {
      $0.key.hasPrefix(root + "/")
    }
    for (number, asset) in assets.enumerated() {
      for path in paths(of: asset) {
        let key = path.inSmallLetters
        let claim = Claim(path: path, asset: asset)
        if let other = claims.updateValue(UInt32(number), forKey: key),
          assets[Int(other)].id != asset.id
        {
          claims[key] = other
          note(claim, against: self.claim(key, of: assets[Int(other)]), in: &collisions)
          break
        }
        let folder = plainFolder(of: key)
        if folder.map({ $0 != lastFolder }) ?? true {
          for parent in parents(of: key) where folders[parent] == nil { folders[parent] = claim }
          lastFolder = folder.map(String.init) ?? lastFolder
        }
        if !inputs.isEmpty, let input = inputs["\(root)/\(path)".absolutePath(from: "/")] {
          diagnostics.report(
            .outputOverwritesInput,
            "'\(asset.id)' would be written over \(input)", at: asset.location)
        }
      }
    }
    for (key, other) in folders.sorted(by: { $0.key < $1.key }) {
      guard let number = claims[key].map(Int.init), other.asset.id != assets[number].id else {
        continue
      }
      note(claim(key, of: assets[number]), against: other, in: &collisions)
    }
    for (_, collision) in collisions.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      report(collision)
    }
  }

  /// The last path of an asset that is this one in small letters.
  private func claim(_ key: String, of asset: Asset) -> Claim {
    Claim(path: paths(of: asset).last { $0.inSmallLetters == key } ?? key, asset: asset)
  }

  /// Every path that an asset may come to lie at: without a promise its format is not known yet.
  private func paths(of asset: Asset) -> [String] {
    if asset.count == 1, asset.output.promisedExtension != nil {
      return [asset.output.path(variant: 1, of: 1, format: "")]
    }
    let formats =
      asset.output.promisedExtension == nil
      ? OutputTemplate.extensions(of: asset.operation.makes) : [""]
    return (1...asset.count).flatMap { variant in
      formats.map { asset.output.path(variant: variant, of: asset.count, format: $0) }
    }
  }

  /// The folder of a path; `nil` where a slash may be a part of a letter.
  private func plainFolder(of path: String) -> Substring? {
    let bytes = path.utf8
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    let next = bytes.index(after: slash)
    return next < bytes.endIndex && bytes[next] < 0x80 ? path[..<slash] : nil
  }

  private func parents(of path: String) -> [String] {
    path.indices.filter { path[$0] == "/" }.map { String(path[..<$0]) }
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
    let isSmall = utf8.allSatisfy { byte in
      byte < 0x80 && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
    return isSmall ? self : lowercased()
  }
}
