/// Masks of rectangles with round corners.
enum RoundedRectangle {
  /// 255 inside, 0 outside the corners, with smooth edges. A radius too large is cut to what fits.
  static func mask(width: Int, height: Int, radius: Int) throws(MediaError) -> Raster {
    var pixels = [UInt8](repeating: 255, count: width * height)
    let radius = min(radius, width / 2, height / 2)
    for y in 0..<radius {
      for x in 0..<radius {
        let (dx, dy) = (Double(radius - x) - 0.5, Double(radius - y) - 0.5)
        let inside = Double(radius) - (dx * dx + dy * dy).squareRoot() + 0.5
        let value = UInt8(min(1, max(0, inside)) * 255)
        pixels[y * width + x] = value
        pixels[y * width + width - 1 - x] = value
        pixels[(height - 1 - y) * width + x] = value
        pixels[(height - 1 - y) * width + width - 1 - x] = value
      }
    }
    return try Raster.pixels(pixels, width: width, height: height, bands: 1)
  }
}
