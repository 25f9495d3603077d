import ReelBasics
import ReelCatalogue

/// What `defaults` of a medium, or of an operation's key, say, as it is written.
struct DefaultValues {
  var model: YAMLNode?
  var parameters: [(name: ParameterName, node: YAMLNode)] = []
  var extra: YAMLNode?
}

/// What several layers of defaults say, the uppermost first.
struct CombinedDefaults {
  let model: YAMLNode?
  /// For each of `ParameterName.all`.
  let parameters: [[YAMLNode]]
  let extra: [YAMLNode]
}

/// Parameters beneath assets, by the name of their medium or operation; the uppermost layer first.
struct AssetDefaults {
  var layers: [[String: DefaultValues]] = []

  /// What counts for an asset: in every layer the operation before the medium.
  func values(verb: String, medium: Medium) -> CombinedDefaults {
    let values = layers.flatMap { [$0[verb], $0[medium.rawValue]].compactMap { $0 } }
    let parameters = ParameterName.all.map { name in
      values.flatMap { $0.parameters.filter { $0.name == name }.map(\.node) }
    }
    return CombinedDefaults(
      model: values.lazy.compactMap(\.model).first, parameters: parameters,
      extra: values.compactMap(\.extra))
  }

  /// These above others.
  func over(_ other: AssetDefaults) -> AssetDefaults {
    AssetDefaults(layers: layers + other.layers)
  }
}

/// Reads `defaults`.
struct DefaultsReader {
  let context: DecodingContext

  /// The defaults of one layer.
  func read(_ layer: MappingReader) -> AssetDefaults {
    guard let node = layer.ownValue(ManifestFields.defaults),
      case .mapping(let fields) = ManifestFields.defaults.shape,
      let reader = MappingReader(node, fields: fields, subject: "'defaults'", context: context)
    else { return AssetDefaults() }
    var defaults: [String: DefaultValues] = [:]
    for field in fields {
      guard let inner = reader.value(field),
        let values = MappingReader(
          inner, fields: AssetFields.defaults, subject: "'defaults.\(field.name)'",
          context: context)
      else { continue }
      defaults[field.name] = DefaultValues(
        model: values.value(AssetFields.model),
        parameters: zip(ParameterName.all, AssetFields.parameters).compactMap { name, field in
          values.value(field).map { (name, $0) }
        }, extra: values.value(AssetFields.extra))
    }
    return AssetDefaults(layers: [defaults])
  }
}
