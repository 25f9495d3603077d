/// Brings pictures to an exact size.
enum PictureFitter {
  /// The size Reel enlarges and pads to at most, each side (WebP's own limit is 16383).
  private static let sideLimit = 16383

  /// Exactly the size of `fit`. Where `opaque`, white is padded rather than nothing.
  static func fit(
    _ raster: Raster, _ fit: PictureRecipe.Fit, opaque: Bool
  ) throws(MediaError) -> Raster {
    guard (1...sideLimit).contains(fit.width), (1...sideLimit).contains(fit.height) else {
      throw MediaError(
        .badRequest, "a size of \(fit.width)x\(fit.height) is outside 1…\(sideLimit) pixels")
    }
    if raster.width == fit.width, raster.height == fit.height { return raster }
    return switch fit.mode {
    case .cover: try cover(raster, width: fit.width, height: fit.height)
    case .contain: try contain(raster, width: fit.width, height: fit.height, opaque: opaque)
    }
  }

  /// Filled, with what stands over cut off evenly.
  static func cover(_ raster: Raster, width: Int, height: Int) throws(MediaError) -> Raster {
    let scale = max(
      Double(width) / Double(raster.width), Double(height) / Double(raster.height))
    let scaled = try stretch(
      raster, width: max(width, Int((Double(raster.width) * scale).rounded())),
      height: max(height, Int((Double(raster.height) * scale).rounded())))
    return try scaled.cropped(
      left: (scaled.width - width) / 2, top: (scaled.height - height) / 2, width: width,
      height: height)
  }

  private static func contain(
    _ raster: Raster, width: Int, height: Int, opaque: Bool
  ) throws(MediaError) -> Raster {
    let scale = min(
      Double(width) / Double(raster.width), Double(height) / Double(raster.height))
    var scaled = try stretch(
      raster.colour(), width: min(width, max(1, Int((Double(raster.width) * scale).rounded()))),
      height: min(height, max(1, Int((Double(raster.height) * scale).rounded()))))
    let exact = scaled.width == width && scaled.height == height
    if exact { return scaled }
    if !opaque, !scaled.hasAlpha { scaled = try scaled.joining(255) }
    return try scaled.embedded(
      left: (width - scaled.width) / 2, top: (height - scaled.height) / 2, width: width,
      height: height, background: opaque ? [255, 255, 255] : [0, 0, 0, 0])
  }

  /// Exactly this size, whatever the shape. Colours do not bleed out of transparent pixels.
  static func stretch(_ raster: Raster, width: Int, height: Int) throws(MediaError) -> Raster {
    if raster.width == width, raster.height == height { return raster }
    let across = Double(width) / Double(raster.width)
    let down = Double(height) / Double(raster.height)
    guard raster.hasAlpha else {
      return try raster.resized(across: across, down: down, smooth: true)
    }
    return try raster.colour().premultiplied()
      .resized(across: across, down: down, smooth: true).unpremultiplied().narrowed()
  }
}
