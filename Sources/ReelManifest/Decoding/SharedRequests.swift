import ReelBasics
import ReelCatalogue

/// Requests, each kept once: most assets of a manifest ask for one of a few.
final class SharedRequests {
  /// A parameter that is set.
  struct Setting {
    let name: ParameterName
    let value: ParameterValue

    /// Whether the same bytes are asked for.
    fileprivate func asks(for other: Setting) -> Bool {
      guard name == other.name else { return false }
      switch (value, other.value) {
      case (.text(let text), .text(let other)): return text.hasBytes(of: other)
      case (.json(let json), .json(let other)): return json.bytes == other.bytes
      default: return value == other.value
      }
    }
  }

  /// So many are remembered, those that were asked for last.
  private static let most = 8

  private var known: [Known] = []

  private struct Known {
    let model: ChosenModel
    let settings: [Setting]
    let request: AssetRequest

    /// Whether the same is asked of the same model: those that nobody here knows differ by their names
    /// alone.
    func isOf(_ other: ChosenModel, _ settings: [Setting]) -> Bool {
      let isNamesake =
        model.rules == nil && other.rules == nil && model.name.hasBytes(of: other.name)
      return (model === other || isNamesake)
        && self.settings.elementsEqual(settings) { $0.asks(for: $1) }
    }
  }

  /// What is asked of a model with these parameters, of which none is set twice.
  func request(of model: ChosenModel, _ settings: [Setting]) -> AssetRequest {
    if let place = known.firstIndex(where: { $0.isOf(model, settings) }) {
      if place > 0 { known.swapAt(place, place - 1) }
      return known[max(0, place - 1)].request
    }
    let request = AssetRequest(
      model: model.name,
      parameters: Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0.value) }),
      usual: model.rules?.usual ?? [:])
    if known.count == Self.most { known.removeLast() }
    known.append(Known(model: model, settings: settings, request: request))
    return request
  }
}
