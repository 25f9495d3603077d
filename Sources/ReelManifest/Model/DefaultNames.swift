import ReelBasics
package import ReelCatalogue

/// Which parameters have defaults beneath the assets of a file.
struct DefaultNames: Sendable {
  /// The file, as messages name it.
  let file: String
  /// By the medium, or the operation's key, that they are for.
  private let names: [String: Set<ParameterName>]

  init(of file: ManifestFile) {
    self.file = file.reader.node.location.file
    var names: [String: Set<ParameterName>] = [:]
    for layer in file.defaults.layers {
      for (key, values) in layer {
        names[key, default: []].formUnion(values.parameters.map { $0.name })
      }
    }
    self.names = names
  }

  /// Whether there is a default for what an operation asks for.
  func has(_ name: ParameterName, for operation: Operation) -> Bool {
    names.contains { DefaultsCheck.means($0.key, operation) && $0.value.contains(name) }
  }
}

extension Manifest {
  /// The parameters that have a default beneath an asset and are left out, as what it asks for does not
  /// take them.
  package func defaultsLeftOut(of asset: Asset, by catalogue: Catalogue) -> [ParameterName] {
    guard let defaults = defaults.first(where: { $0.file == asset.location.file }),
      let rules = catalogue.rules(model: asset.model, operation: asset.operation)
    else { return [] }
    return ParameterName.all.filter { name in
      let isTaken =
        rules.parameters[name] != nil
        && !ParameterReader.followsInput(name, asset.operation, asset.inputs)
      return !isTaken && asset.parameters[name] == nil && defaults.has(name, for: asset.operation)
    }
  }
}
