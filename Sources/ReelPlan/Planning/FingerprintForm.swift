import ReelBasics
import ReelCatalogue
package import ReelManifest

/// The canonical, numbered form of what the author asked for. A fingerprint is its digest.
///
/// Form 1. A change of any byte for the same request makes people pay again: tests pin it.
package struct FingerprintForm: Sendable, Hashable {
  /// One line for each thing asked for, in a fixed order.
  package let text: String

  /// - Parameters:
  ///   - asset: what is asked for.
  ///   - provider: who is asked; see ``ProviderIdentity``.
  ///   - inputs: what the asset's inputs are, in its order.
  package init(asset: Asset, provider: String, inputs: [InputIdentity]) {
    var lines = [
      "reel-fingerprint 1",
      "operation " + asset.operation.rawValue,
      "provider " + Self.quoted(provider),
      "model " + Self.quoted(asset.model),
      "take \(asset.take)",
    ]
    // To say what Reel asks for anyway is to say nothing: the request is the same, and so is the work.
    let parameters = asset.parameters.filter { asset.usual[$0.key] != $0.value }
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      lines.append("parameter \(name.key) " + value.json.canonical)
    }
    for (key, value) in asset.extra.sorted(by: { $0.key < $1.key }) {
      lines.append("extra \(Self.quoted(key)) " + value.canonical)
    }
    if let prompt = asset.prompt { lines.append("prompt " + Self.quoted(prompt)) }
    for (input, identity) in zip(asset.inputs, inputs) {
      let moment = input.thirds.map { "@\($0)/3" } ?? ""
      lines.append("input \(input.role.rawValue)\(moment) " + identity.canonical)
    }
    text = lines.joined(separator: "\n") + "\n"
  }

  /// A form as it is on record.
  init(recorded text: String) { self.text = text }

  package var fingerprint: Fingerprint { Fingerprint(SHA256.digest(text)) }

  private static func quoted(_ text: String) -> String { JSONValue.string(text).canonical }

  /// What is different between two forms, in words for people: `prompt changed`.
  package static func changes(from old: String, to new: String) -> [Change] {
    let before = Set(old.split(separator: "\n"))
    let after = Set(new.split(separator: "\n"))
    var changes: [Change] = []
    for line in old.split(separator: "\n") where !after.contains(line) {
      changes.append(Change(line: line))
    }
    for line in new.split(separator: "\n") where !before.contains(line) {
      let change = Change(line: line)
      if !changes.contains(change) { changes.append(change) }
    }
    // The same lines in another order: only inputs have one of the author's.
    if changes.isEmpty, old != new { return [Change(description: "order of inputs changed")] }
    return changes.reduce(into: []) { kept, change in
      if !kept.contains(change) { kept.append(change) }
    }
  }

  /// A thing asked for that is not what it was.
  package struct Change: Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(description: String) { self.description = description }

    init(line: Substring) {
      let words = line.split(separator: " ", maxSplits: 2)
      let kind = words.first.map(String.init) ?? ""
      description =
        switch kind {
        case "parameter", "extra": "\(words.count > 1 ? String(words[1]) : kind) changed"
        case "input": "input changed"
        default: "\(kind) changed"
        }
    }
  }
}
