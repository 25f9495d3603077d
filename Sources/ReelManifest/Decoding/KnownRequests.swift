import ReelBasics
import ReelCatalogue

/// The requests of assets that write the same parameters for the same model, found once: nearly all
/// assets of a manifest write one of a few sets.
final class KnownRequests {
  /// What decides which parameters an asset has, where nothing that it writes is put together.
  private struct Spelling {
    /// Which parameters it has, a bit for each.
    let names: UInt64
    let operation: Operation
    let model: ChosenModel
    let followsInput: Bool
    let settings: [Setting]
  }

  /// A parameter as it is written: which of `ParameterName.all`, and its text.
  private struct Setting {
    let number: Int
    let isPlain: Bool
    let text: [UInt8]
  }

  /// So many are remembered, those that were asked for last.
  private static let most = 16

  private let hashes = AssetFields.parameters.map(\.hash)
  private let bits = MappingReader.bits(of: AssetFields.parameters)
  private var known: [(spelling: Spelling, request: AssetRequest)] = []

  /// The request of an asset; `nil` where it has to be found.
  func request(
    of reader: MappingReader, operation: Operation, model: ChosenModel,
    followsInput: Bool
  ) -> AssetRequest? {
    let names = names(in: reader)
    for index in known.indices where known[index].spelling.names == names {
      guard
        matches(
          known[index].spelling, reader, operation: operation, model: model,
          followsInput: followsInput)
      else { continue }
      if index > 0 { known.swapAt(index, index - 1) }
      return known[max(0, index - 1)].request
    }
    return nil
  }

  private func matches(
    _ spelling: Spelling, _ reader: MappingReader, operation: Operation,
    model: ChosenModel, followsInput: Bool
  ) -> Bool {
    spelling.operation == operation && spelling.followsInput == followsInput
      && spelling.model === model
      && spelling.settings.allSatisfy { setting in
        guard let node = reader.value(ofHash: hashes[setting.number]) else { return false }
        return node.isPlain == setting.isPlain && node.holds(setting.text)
      }
  }

  private func names(in reader: MappingReader) -> UInt64 {
    var names: UInt64 = 0
    guard reader.mayHaveOne(of: bits) else { return names }
    for number in hashes.indices where reader.has(hash: hashes[number]) { names |= 1 << number }
    return names
  }

  /// Remembers the request of an asset, of which nothing was reported.
  func note(
    _ request: AssetRequest, of reader: MappingReader, operation: Operation,
    model: ChosenModel, followsInput: Bool
  ) {
    var settings: [Setting] = []
    for (number, field) in AssetFields.parameters.enumerated() {
      guard let node = reader.value(field) else { continue }
      guard node.isName, !node.mayHaveVariables else { return }
      settings.append(Setting(number: number, isPlain: node.isPlain, text: Array(node.text.utf8)))
    }
    if known.count == Self.most { known.removeLast() }
    known.append(
      (
        Spelling(
          names: names(in: reader), operation: operation, model: model, followsInput: followsInput,
          settings: settings),
        request
      ))
  }
}
