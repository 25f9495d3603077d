import ReelCatalogue

/// Sets of parameters, each kept once: most assettings of a manifest ask for one of a few.
final class SharedParameters {
  /// A parameter that is set.
  struct Setting: Equatable {
    let name: ParameterName
    let value: ParameterValue
  }

  /// So many are remembered, those that were asked for last.
  private static let most = 8

  private var known: [(settings: [Setting], dictionary: [ParameterName: ParameterValue])] = []

  /// The parameters by name, of which none is set twice.
  func dictionary(of settings: [Setting]) -> [ParameterName: ParameterValue] {
    guard !settings.isEmpty else { return [:] }
    if let number = known.firstIndex(where: { $0.settings == settings }) {
      if number > 0 { known.swapAt(number, number - 1) }
      return known[max(0, number - 1)].dictionary
    }
    let dictionary = Dictionary(uniqueKeysWithValues: settings.map { ($0.name, $0.value) })
    if known.count == Self.most { known.removeLast() }
    known.append((settings, dictionary))
    return dictionary
  }
}
