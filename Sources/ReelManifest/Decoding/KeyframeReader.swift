import ReelBasics
import ReelCatalogue

/// Reads `keyframes`: pictures that a film passes, and when.
struct KeyframeReader {
  let context: DecodingContext

  /// The pictures in the order of the list, each with its moment.
  func read(
    _ node: YAMLNode, references: ReferenceReader, from origin: ReferenceReader.Origin
  ) -> [AssetInput] {
    (context.list(node, of: "keyframes") ?? []).compactMap { element in
      guard
        let reader = MappingReader(
          element, fields: [AssetFields.keyframeImage, AssetFields.keyframeMoment],
          subject: "the keyframe", context: context),
        let image = reader.value(AssetFields.keyframeImage),
        let moment = reader.number(AssetFields.keyframeMoment),
        var input = references.input(
          image, role: .keyframe, medium: .image, key: "keyframes", from: origin)
      else { return nil }
      // The provider knows moments in thirds of a second, which nobody writes exactly.
      let thirds = (moment * 3).rounded()
      if abs(thirds - moment * 3) > 0.05, let place = reader.value(AssetFields.keyframeMoment) {
        context.report(
          .parameterValue, "a keyframe stands at thirds of a second, not at \(moment)", at: place,
          help: "as 1, 1.33, 1.67, 2")
      }
      input.thirds = Int(thirds)
      return input
    }
  }

  /// Checks the moments of the keyframes of a list against the length of the film and each other.
  func check(_ inputs: [AssetInput], of node: YAMLNode, seconds: Int?) {
    let keyframes = inputs.filter { $0.role == .keyframe }
    // Where one could not be read, which is reported, nobody knows which is which.
    guard keyframes.count == node.elements.count else { return }
    var taken: Set<Int> = []
    for (input, element) in zip(keyframes, node.elements) {
      guard let thirds = input.thirds else { continue }
      let moment = element[AssetFields.keyframeMoment.name] ?? element
      if !taken.insert(thirds).inserted {
        context.report(.parameterValue, "two keyframes stand at one moment", at: moment)
      }
      guard let seconds, thirds <= 0 || thirds >= 3 * seconds else { continue }
      context.report(
        .parameterValue, "a keyframe stands inside the film: after 0 and before \(seconds) seconds",
        at: moment)
    }
  }
}
