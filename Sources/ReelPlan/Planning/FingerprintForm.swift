import ReelBasics
import ReelCatalogue
package import ReelManifest

/// The canonical, numbered form of what the author asked for. A fingerprint is its digest.
///
/// Form 1. A change of any byte for the same request makes people pay again: tests pin it.
package struct FingerprintForm: Sendable, Hashable {
  static let firstLine = "reel-fingerprint 1"

  /// One line for each thing asked for, in a fixed order.
  package let text: String

  /// - Parameters:
  ///   - asset: what is asked for.
  ///   - provider: who is asked; see ``ProviderIdentity``.
  ///   - inputs: what the asset's inputs are, in its order.
  package init(asset: Asset, provider: String, inputs: [InputIdentity]) {
    var text = Self.firstLine + "\n"
    text.reserveCapacity(256 + (asset.prompt?.utf8.count ?? 0))
    text += "operation \(asset.operation.rawValue)\n"
    text += "provider \(Self.quoted(provider))\n"
    text += "model \(Self.quoted(asset.model))\n"
    text += "take \(asset.take)\n"
    // To say what Reel asks for anyway is to say nothing: the request is the same, and so is the work.
    let parameters = asset.parameters.filter { asset.usual[$0.key] != $0.value }
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      text += "parameter \(name.key) \(value.json.canonical)\n"
    }
    for (key, value) in asset.extra.sorted(by: { $0.key < $1.key }) {
      text += "extra \(Self.quoted(key)) \(value.canonical)\n"
    }
    if let prompt = asset.prompt { text += "prompt \(Self.quoted(prompt))\n" }
    for (input, identity) in zip(asset.inputs, inputs) {
      let moment = input.thirds.map { "@\($0)/3" } ?? ""
      text += "input \(input.role.rawValue)\(moment) \(identity.canonical)\n"
    }
    self.text = text
  }

  /// A form as it is on record.
  init(recorded text: String) { self.text = text }

  /// The model that is asked for; `nil` where a form on record does not say.
  var model: String? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("model ") }
    return line.flatMap { try? JSONValue(parsing: Array($0.dropFirst("model ".count).utf8)) }?
      .string
  }

  package var fingerprint: Fingerprint { Fingerprint(SHA256.digest(text)) }

  private static func quoted(_ text: String) -> String { JSONValue.string(text).canonical }
}
