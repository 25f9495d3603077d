import ReelBasics
import ReelCatalogue

/// Finds the parameters that a `size` asks for: the model knows shapes and classes, and no pixels.
struct SizeParameters {
  let context: DecodingContext

  /// Asks for the shape and class that a size needs, unless the asset itself names them.
  ///
  /// `followsInput` says whether the shape is that of the input, whatever is asked for.
  func add(
    _ size: PixelSize, to parameters: inout [ParameterName: ParameterValue],
    _ reader: MappingReader, rules: OperationRules, followsInput: Bool
  ) {
    func isOwn(_ name: ParameterName) -> Bool {
      zip(ParameterName.all, AssetFields.parameters).contains {
        $0 == name && reader.value($1) != nil
      }
    }
    if case .choice(let ratios)? = rules.parameters[.aspectRatio], !isOwn(.aspectRatio),
      !followsInput, let nearest = AspectRatio(size).nearest(in: ratios)
    {
      parameters[.aspectRatio] = .text(nearest)
    }
    if case .choice(let classes)? = rules.parameters[.resolution], !isOwn(.resolution) {
      let ratio =
        parameters[.aspectRatio]?.text.flatMap { AspectRatio($0) } ?? AspectRatio(size)
      let covering = classes.first { name in
        guard let pixels = ResolutionClass(rawValue: name)?.pixels(ratio) else { return false }
        return pixels.width >= size.width && pixels.height >= size.height
      }
      parameters[.resolution] = (covering ?? classes.last).map { .text($0) }
    }
    if !followsInput { warnOfEnlarging(size, parameters, reader: reader) }
  }

  /// Says where the picture that is asked for is smaller than its size.
  private func warnOfEnlarging(
    _ size: PixelSize, _ parameters: [ParameterName: ParameterValue], reader: MappingReader
  ) {
    guard let ratio = parameters[.aspectRatio]?.text.flatMap({ AspectRatio($0) }),
      let pixels = parameters[.resolution]?.text
        .flatMap({ ResolutionClass(rawValue: $0) })?.pixels(ratio),
      let node = reader.value(AssetFields.size)
    else { return }
    let isCovered = pixels.width >= size.width && pixels.height >= size.height
    // With a border it is enough that one side is filled.
    let isContained = pixels.width >= size.width || pixels.height >= size.height
    guard reader.choice(AssetFields.fit) == "contain" ? !isContained : !isCovered else { return }
    context.report(
      .assetEnlarged, "the picture is enlarged to \(size): the model delivers \(pixels)", at: node)
  }
}
