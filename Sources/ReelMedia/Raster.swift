private import CVips

/// A picture in libvips: pixels that are computed when they are needed. Every operation gives a new
/// one and leaves this as it is.
///
/// Calls block; none may be made on the cooperative pool.
@safe final class Raster {
  // Owned by this object alone; freed with it.
  let handle: OpaquePointer

  private init(adopting handle: OpaquePointer) {
    unsafe self.handle = unsafe handle
  }

  deinit {
    unsafe reel_vips_unref(handle)
  }

  // MARK: Reading and writing

  /// Opens a picture file; its pixels are decoded when they are asked for.
  static func open(
    path: String, format: MediaFormat, sequential: Bool
  ) throws(MediaError) -> Raster {
    let kind = try kind(of: format)
    return try make(.undecodable) { out in
      unsafe reel_vips_load_file(kind, path, sequential ? 1 : 0, out)
    }
  }

  /// Decodes a picture that lies in memory, once `check` agrees to its header.
  static func decode(
    _ bytes: [UInt8], format: MediaFormat, check: (Raster) throws(MediaError) -> Void
  ) throws(MediaError) -> Raster {
    let kind = try kind(of: format)
    return try unsafe bytes.span.withUnsafeBytes { bytes throws(MediaError) in
      let lazy = try make(.undecodable) { out in
        unsafe reel_vips_load_bytes(kind, bytes.baseAddress, bytes.count, 0, out)
      }
      try check(lazy)
      return try lazy.inMemory(failingAs: .undecodable)
    }
  }

  /// Opens a picture that lies in memory for as long as `body` runs, which must not keep it; its pixels
  /// can be asked for once, from the top to the bottom.
  static func withPicture<Result>(
    in bytes: [UInt8], format: MediaFormat, _ body: (Raster) throws(MediaError) -> Result
  ) throws(MediaError) -> Result {
    let kind = try kind(of: format)
    return try unsafe bytes.span.withUnsafeBytes { bytes throws(MediaError) in
      try body(
        make(.undecodable) { out in
          unsafe reel_vips_load_bytes(kind, bytes.baseAddress, bytes.count, 1, out)
        })
    }
  }

  /// A picture of raw pixels, band by band; sRGB from three bands on.
  static func pixels<Sample: BitwiseCopyable>(
    _ samples: [Sample], width: Int, height: Int, bands: Int
  ) throws(MediaError) -> Raster {
    let format = Sample.self == Float.self ? REEL_VIPS_FLOAT : REEL_VIPS_UCHAR
    let raw = try unsafe samples.span.withUnsafeBytes { bytes throws(MediaError) in
      try make(.library) { out in
        unsafe reel_vips_from_pixels(
          bytes.baseAddress, bytes.count, Int32(width), Int32(height), Int32(bands),
          Int32(format), out)
      }
    }
    return try raw.marked(bands < 3 ? REEL_VIPS_BW : REEL_VIPS_SRGB)
  }

  /// The picture as a file's bytes. The quality, 1–100, concerns JPEG and WebP.
  func encoded(as format: MediaFormat, quality: Int) throws(MediaError) -> [UInt8] {
    let kind = try Raster.kind(of: format)
    return try Raster.takeBytes { bytes, length in
      unsafe reel_vips_save(kind, handle, Int32(quality), bytes, length)
    }
  }

  /// The raw pixels, band by band.
  func bytes() throws(MediaError) -> [UInt8] {
    try Raster.takeBytes { bytes, length in unsafe reel_vips_pixels(handle, bytes, length) }
  }

  /// Decodes every pixel once and forgets them.
  func readAll() throws(MediaError) {
    guard unsafe reel_vips_read_all(handle) == 0 else { throw Raster.failure(.undecodable) }
  }

  /// The same with every pixel computed now, so that later reads cost nothing.
  func inMemory(failingAs code: MediaError.Code = .library) throws(MediaError) -> Raster {
    try Raster.make(code) { out in unsafe reel_vips_copy_memory(handle, out) }
  }

  // MARK: What it is

  var width: Int { unsafe Int(reel_vips_width(handle)) }
  var height: Int { unsafe Int(reel_vips_height(handle)) }
  var bands: Int { unsafe Int(reel_vips_bands(handle)) }
  var hasAlpha: Bool { unsafe reel_vips_has_alpha(handle) != 0 }
  /// How EXIF says the picture is to be turned: 1 as it is, 5–8 on its side.
  var orientation: Int { unsafe Int(reel_vips_orientation(handle)) }
  /// Whether it is 8-bit sRGB, with or without alpha.
  var isPlainColour: Bool {
    unsafe reel_vips_band_format(handle) == Int32(REEL_VIPS_UCHAR)
      && reel_vips_interpretation(handle) == Int32(REEL_VIPS_SRGB)
  }
  func hasField(_ name: String) -> Bool { unsafe reel_vips_has_field(handle, name) != 0 }

  // MARK: The library

  static func load() throws(MediaError) {
    guard let reason = unsafe reel_vips_load() else { return }
    throw MediaError(
      .missingDependency,
      "pictures need libvips (Debian package libvips42): \(unsafe String(cString: reason))")
  }

  private static func kind(of format: MediaFormat) throws(MediaError) -> Int32 {
    switch format {
    case .png: Int32(REEL_VIPS_PNG)
    case .jpeg: Int32(REEL_VIPS_JPEG)
    case .webp: Int32(REEL_VIPS_WEBP)
    case .mp4: throw MediaError(.unknownFormat, "a film is not a picture")
    }
  }

  @safe static func make(
    _ code: MediaError.Code = .library,
    _ call: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
  ) throws(MediaError) -> Raster {
    try load()
    var out: OpaquePointer?
    guard unsafe call(&out) == 0, let out = unsafe out else { throw failure(code) }
    return unsafe Raster(adopting: out)
  }

  @safe private static func takeBytes(
    _ call: (UnsafeMutablePointer<UnsafeMutableRawPointer?>, UnsafeMutablePointer<Int>) -> Int32
  ) throws(MediaError) -> [UInt8] {
    var memory: UnsafeMutableRawPointer?
    var length = 0
    guard unsafe call(&memory, &length) == 0, let memory = unsafe memory else {
      throw failure(.library)
    }
    defer { unsafe reel_vips_free(memory) }
    return unsafe Array(UnsafeRawBufferPointer(start: memory, count: length))
  }

  /// What the library says, made one line.
  private static func failure(_ code: MediaError.Code) -> MediaError {
    guard let text = unsafe reel_vips_error_text() else {
      return MediaError(code, "libvips gave no reason")
    }
    defer { unsafe reel_vips_free(text) }
    let lines = unsafe String(cString: text).split(separator: "\n")
    return MediaError(
      code, lines.isEmpty ? "libvips gave no reason" : lines.joined(separator: "; "))
  }
}
