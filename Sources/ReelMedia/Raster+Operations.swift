private import CVips

/// What is made of pictures: each operation gives a new one.
extension Raster {
  // MARK: Geometry

  /// Turned as its orientation says, which is then forgotten.
  func upright() throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_autorot(handle, out) }
  }

  /// Scaled by a factor of its own in each direction.
  func resized(across: Double, down: Double, smooth: Bool) throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_resize(handle, across, down, smooth ? 1 : 0, out) }
  }

  func cropped(left: Int, top: Int, width: Int, height: Int) throws(MediaError) -> Raster {
    try Raster.make { out in
      unsafe reel_vips_crop(handle, Int32(left), Int32(top), Int32(width), Int32(height), out)
    }
  }

  /// Laid at a place of a larger canvas of one colour, a number per band.
  func embedded(
    left: Int, top: Int, width: Int, height: Int, background: [Double]
  ) throws(MediaError) -> Raster {
    try Raster.make { out in
      unsafe reel_vips_embed(
        handle, Int32(left), Int32(top), Int32(width), Int32(height), background,
        Int32(background.count), out)
    }
  }

  // MARK: Values

  /// As 8-bit sRGB of three bands, or four where it has alpha.
  func colour() throws(MediaError) -> Raster {
    guard !isPlainColour else { return self }
    return try Raster.make { out in
      unsafe reel_vips_colourspace(handle, Int32(REEL_VIPS_SRGB), out)
    }.narrowed()
  }

  /// As 8-bit grey.
  func grey() throws(MediaError) -> Raster {
    try Raster.make { out in
      unsafe reel_vips_colourspace(handle, Int32(REEL_VIPS_BW), out)
    }.narrowed()
  }

  /// Values cut to 0…255 and to whole numbers.
  func narrowed() throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_cast_uchar(handle, out) }
  }

  /// The same numbers, read as sRGB.
  func markedAsColour() throws(MediaError) -> Raster { try marked(REEL_VIPS_SRGB) }

  func marked<Value: BinaryInteger>(
    _ interpretation: Value
  ) throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_mark(handle, Int32(interpretation), out) }
  }

  func premultiplied() throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_premultiply(handle, out) }
  }

  func unpremultiplied() throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_unpremultiply(handle, out) }
  }

  /// Without alpha, over a colour.
  func flattened(over background: [Double]) throws(MediaError) -> Raster {
    try Raster.make { out in
      unsafe reel_vips_flatten(handle, background, Int32(background.count), out)
    }
  }

  /// Each band times its factor plus its offset, as floating point. One band and several factors
  /// make several bands.
  func scaled(by factors: [Double], plus offsets: [Double]) throws(MediaError) -> Raster {
    precondition(factors.count == offsets.count)
    return try Raster.make { out in
      unsafe reel_vips_linear(handle, factors, offsets, Int32(factors.count), out)
    }
  }

  func adding(_ other: Raster) throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_add(handle, other.handle, out) }
  }

  func joining(_ other: Raster) throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_join_bands(handle, other.handle, out) }
  }

  /// With one more band of one value.
  func joining(_ value: Double) throws(MediaError) -> Raster {
    try Raster.make { out in unsafe reel_vips_join_constant(handle, value, out) }
  }

  func extractingBands(_ bands: Range<Int>) throws(MediaError) -> Raster {
    try Raster.make { out in
      unsafe reel_vips_extract_bands(handle, Int32(bands.lowerBound), Int32(bands.count), out)
    }
  }

  // MARK: Drawing

  /// One colour, as large as this picture.
  func flat(_ colour: [Double]) throws(MediaError) -> Raster {
    try Raster.make { out in
      unsafe reel_vips_flat_like(handle, colour, Int32(colour.count), out)
    }
  }

  /// `over` where `mask` (one band, or as many) is 255, this where it is 0, mixed between.
  func covered(by over: Raster, through mask: Raster) throws(MediaError) -> Raster {
    try Raster.make { out in
      unsafe reel_vips_blend(mask.handle, over.handle, handle, out)
    }
  }

  /// Text (Pango markup) as a mask of one band: the ink is 255. Fails where there is nothing to see.
  /// The font is as Pango reads it, its size in pixels; so are the width, at which lines are broken
  /// at the latest, and what is added between them.
  static func text(
    markup: String, font: String, width: Int, spacing: Int
  ) throws(MediaError) -> Raster {
    try make { out in unsafe reel_vips_text(markup, font, Int32(width), Int32(spacing), out) }
  }
}
