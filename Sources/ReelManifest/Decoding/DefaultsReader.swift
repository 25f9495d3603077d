import ReelBasics
import ReelCatalogue

/// Parameters beneath every asset of a medium, as they are written.
struct MediumDefaults {
  var model: YAMLNode?
  var parameters: [(name: ParameterName, node: YAMLNode)] = []
  var extra: YAMLNode?
}

/// Reads `defaults`.
struct DefaultsReader {
  let catalogue: Catalogue
  let context: DecodingContext

  func read(_ manifest: MappingReader) -> [Medium: MediumDefaults] {
    guard let node = manifest.value(ManifestFields.defaults),
      case .mapping(let fields) = ManifestFields.defaults.shape,
      let reader = MappingReader(node, fields: fields, subject: "'defaults'", context: context)
    else { return [:] }
    var defaults: [Medium: MediumDefaults] = [:]
    for (medium, field) in zip(Medium.allCases, fields) {
      guard let inner = reader.value(field),
        let values = MappingReader(
          inner, fields: AssetFields.defaults, subject: "'defaults.\(field.name)'",
          context: context)
      else { continue }
      defaults[medium] = MediumDefaults(
        model: values.value(AssetFields.model),
        parameters: zip(ParameterName.all, AssetFields.parameters).compactMap { name, field in
          values.value(field).map { (name, $0) }
        }, extra: values.value(AssetFields.extra))
    }
    return defaults
  }
}
