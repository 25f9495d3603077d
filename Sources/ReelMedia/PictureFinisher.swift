/// Derives a picture from an original by a recipe. The same inputs give the same bytes on the same
/// libvips.
struct PictureFinisher: Sendable {
  let reader: PictureReader
  /// Of JPEG (4:4:4) and WebP.
  private let quality = 92

  func finish(
    _ original: String, by recipe: PictureRecipe, to path: String
  ) throws(MediaError) -> PictureInfo {
    let (opened, format) = try reader.open(original, sequential: false)
    if let info = try unchanged(opened, format, recipe) {
      try MediaFile.create(path, MediaFile.bytes(original))
      return info
    }
    var raster = try opened.upright()
    if let mask = recipe.mask { raster = try masked(raster.colour(), mask) }
    if recipe.format == .jpeg, raster.hasAlpha {
      raster = try raster.colour().flattened(over: [255, 255, 255])
    }
    if let fit = recipe.fit {
      raster = try PictureFitter.fit(raster, fit, opaque: recipe.format == .jpeg)
    }
    try MediaFile.create(path, raster.encoded(as: recipe.format, quality: quality))
    return PictureInfo(
      format: recipe.format, width: raster.width, height: raster.height, hasAlpha: raster.hasAlpha)
  }

  /// Where the original is what the recipe asks for, its bytes are the result: nothing that its
  /// maker wrote into them (a C2PA manifest, say) is lost to a new encoding.
  private func unchanged(
    _ raster: Raster, _ format: MediaFormat, _ recipe: PictureRecipe
  ) throws(MediaError) -> PictureInfo? {
    guard recipe.mask == nil, recipe.format == format else { return nil }
    if let fit = recipe.fit {
      guard raster.orientation == 1, fit.width == raster.width, fit.height == raster.height
      else { return nil }
    }
    try raster.readAll()
    return PictureInfo(raster, format)
  }

  /// The answer, scaled to the input's size, wherever the mask is transparent; the input's own
  /// pixels wherever it is opaque.
  private func masked(
    _ answer: Raster, _ mask: PictureRecipe.Mask
  ) throws(MediaError) -> Raster {
    var input = try reader.colour(mask.input)
    let mask = try reader.colour(mask.mask)
    guard mask.hasAlpha else {
      throw MediaError(.badMask, "the mask has no alpha, so nothing says where the edit may show")
    }
    guard mask.width == input.width, mask.height == input.height else {
      throw MediaError(
        .badMask,
        "the mask is \(mask.width)x\(mask.height), its input \(input.width)x\(input.height)")
    }
    var scaled = try PictureFitter.stretch(answer, width: input.width, height: input.height)
    if scaled.hasAlpha, !input.hasAlpha { input = try input.joining(255) }
    if input.hasAlpha, !scaled.hasAlpha { scaled = try scaled.joining(255) }
    let alpha = try mask.extractingBands(mask.bands - 1..<mask.bands)
    return try scaled.covered(by: input, through: alpha)
  }
}

extension PictureInfo {
  /// What an opened file is, before it is turned upright.
  init(_ raster: Raster, _ format: MediaFormat) {
    let onItsSide = raster.orientation >= 5
    self.init(
      format: format, width: onItsSide ? raster.height : raster.width,
      height: onItsSide ? raster.width : raster.height, hasAlpha: raster.hasAlpha)
  }
}
