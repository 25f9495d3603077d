import ReelCatalogue

/// Requests, each kept once: most assets of a manifest ask for one of a few.
final class SharedRequests {
  /// A parameter that is set.
  struct Setting: Equatable {
    let name: ParameterName
    let value: ParameterValue
  }

  /// So many are remembered, those that were asked for last.
  private static let most = 8

  private var known: [Known] = []

  private struct Known {
    let model: ChosenModel
    let settings: [Setting]
    let request: AssetRequest

    /// Whether the same model is meant: those that nobody here knows differ by their names alone.
    func isOf(_ other: ChosenModel) -> Bool {
      model === other || model.rules == nil && other.rules == nil && model.name == other.name
    }
  }

  /// What is asked of a model with these parameters, of which none is set twice.
  func request(of model: ChosenModel, _ settings: [Setting]) -> AssetRequest {
    let place = known.firstIndex { $0.isOf(model) && $0.settings == settings }
    if let place {
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
