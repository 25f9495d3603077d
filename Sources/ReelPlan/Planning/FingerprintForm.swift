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
    text = String(
      decoding: Self.bytes(of: asset, provider: provider, inputs: inputs), as: UTF8.self)
  }

  /// The fingerprint of a form that nobody reads.
  static func fingerprint(
    of asset: Asset, provider: String, inputs: [InputIdentity]
  ) -> Fingerprint {
    Fingerprint(SHA256.digest(bytes(of: asset, provider: provider, inputs: inputs)))
  }

  /// As bytes: every asset has one made for its digest alone.
  private static func bytes(
    of asset: Asset, provider: String, inputs: [InputIdentity]
  ) -> [UInt8] {
    let prompt = asset.prompt
    var form = Lines(capacity: 256 + (prompt?.utf8.count ?? 0))
    form.add(firstLine)
    form.add("operation ", asset.operation.rawValue)
    form.add("provider ", .string(provider))
    form.add("model ", .string(asset.model))
    form.add("take ", String(asset.take))
    for (name, value) in sorted(asset.parameters) {
      // To say what Reel asks for anyway is to say nothing: the request is the same, and so is the work.
      if asset.usual[name] == value { continue }
      form.add("parameter \(name.key) ", value.json)
    }
    for (key, value) in sorted(asset.extra) {
      form.add("extra \(JSONValue.string(key).canonical) ", value)
    }
    if let prompt { form.add("prompt ", .string(prompt)) }
    for (input, identity) in zip(asset.inputs, inputs) {
      let moment = input.thirds.map { "@\($0)/3" } ?? ""
      form.add("input \(input.role.rawValue)\(moment) ", identity.canonical)
    }
    return form.bytes
  }

  /// Most have nothing to sort, which the library takes its time for.
  private static func sorted<Key: Comparable, Value>(
    _ fields: [Key: Value]
  ) -> [(key: Key, value: Value)] {
    fields.isEmpty ? [] : fields.sorted { $0.key < $1.key }
  }

  private struct Lines {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func add(_ name: String, _ text: String = "") {
      bytes += name.utf8
      bytes += text.utf8
      bytes.append(UInt8(ascii: "\n"))
    }

    mutating func add(_ name: String, _ value: JSONValue) {
      bytes += name.utf8
      value.write(to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
  }

  /// A form as it is on record.
  init(recorded text: String) { self.text = text }

  /// The model that is asked for; `nil` where a form on record does not say.
  var model: String? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("model ") }
    return line.flatMap { try? JSONValue(parsing: Array($0.dropFirst("model ".count).utf8)) }?
      .string
  }
}
