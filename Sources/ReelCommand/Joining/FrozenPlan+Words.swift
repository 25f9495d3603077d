import ReelBasics
import ReelCatalogue
import ReelManifest
import ReelPlan
import ReelStore

extension FrozenPlan {
  /// A digest of all that an asset's own words say of its requests and outputs, and of the files and
  /// assets that it names: its fingerprint may be known only in the run.
  static func words(of asset: Asset, in plan: Plan, facts: LockedFacts) -> String {
    let finishing = asset.finishing
    var words: [String: JSONValue] = [
      "form": .string(FingerprintForm(asset: asset, provider: plan.provider, inputs: []).text),
      "count": .int(Int64(asset.count)),
      "pick": pick(of: asset),
      "inputs": .array(asset.inputs.map { input($0, facts) }),
      "fit": .string(finishing.fit.rawValue),
      "output": .array(asset.output.pieces.map(piece)),
    ]
    if let size = finishing.size { words["size"] = .string(size.description) }
    if let mask = finishing.mask { words["mask"] = input(mask, facts) }
    return SHA256.digest(JSONValue.object(words).canonical).hex
  }

  private static func pick(of asset: Asset) -> JSONValue {
    switch asset.pick {
    case .absent: .null
    case .number(let number): .int(Int64(number))
    case .ask: "ask"
    }
  }

  private static func input(_ input: AssetInput, _ facts: LockedFacts) -> JSONValue {
    let target: String
    switch input.target {
    case .asset(let id, let variant): target = "\(id.text)#\(variant ?? 0)"
    case .file(let path): target = facts.digest(ofFile: path)?.hex ?? ""
    case .url(let address): target = address
    }
    var words: [JSONValue] = [.string(input.role.rawValue), .string(target)]
    if let thirds = input.thirds { words.append(.int(Int64(thirds))) }
    return .array(words)
  }

  private static func piece(_ piece: OutputTemplate.Piece) -> JSONValue {
    switch piece {
    case .text(let text): .string(text)
    case .index: .null
    }
  }
}
