/// Opens pictures that others made: told by their bytes, bounded before anything is decoded.
struct PictureReader: Sendable {
  /// Larger pictures are refused by their header.
  let pixelLimit: PixelLimit

  /// Files of no more bytes are read into memory at once.
  private static let smallFile = 1 << 20

  /// For the inputs of what is drawn.
  static let drawing = PictureReader(pixelLimit: .usual)

  /// Opens a file with the one loader that its first bytes ask for.
  func open(_ path: String, sequential: Bool) throws(MediaError) -> (Raster, MediaFormat) {
    let format = try pictureFormat(of: MediaFile.head(path), named: path)
    let raster = try Raster.open(path: path, format: format, sequential: sequential)
    try check(raster)
    return (raster, format)
  }

  /// Decodes every pixel of a file and says what it is.
  func probe(_ path: String) throws(MediaError) -> PictureInfo {
    // Of its own bytes the library reads a file twice: for its header, and for its pixels.
    if let bytes = try MediaFile.bytes(path, upTo: Self.smallFile) {
      let format = try pictureFormat(of: bytes.prefix(12), named: path)
      return try Raster.withPicture(in: bytes, format: format) { (raster) throws(MediaError) in
        try read(raster, format)
      }
    }
    let (raster, format) = try open(path, sequential: true)
    return try read(raster, format)
  }

  private func read(_ raster: Raster, _ format: MediaFormat) throws(MediaError) -> PictureInfo {
    try check(raster)
    let info = PictureInfo(raster, format)
    try raster.readAll()
    return info
  }

  /// Opens a file as upright 8-bit sRGB.
  func colour(_ path: String) throws(MediaError) -> Raster {
    try open(path, sequential: false).0.upright().colour()
  }

  /// Decodes bytes as upright 8-bit sRGB.
  func colour(_ bytes: [UInt8]) throws(MediaError) -> Raster {
    let format = try pictureFormat(of: bytes.prefix(12), named: "the input")
    return try Raster.decode(bytes, format: format, check: check).upright().colour()
  }

  private func pictureFormat(
    of head: some Collection<UInt8>, named name: String
  ) throws(MediaError) -> MediaFormat {
    guard let format = MediaFormat(sniffing: head), !format.isVideo else {
      throw MediaError(.unknownFormat, "\(name) is no PNG, JPEG or WebP picture")
    }
    return format
  }

  private func check(_ raster: Raster) throws(MediaError) {
    if let error = pixelLimit.objection(width: raster.width, height: raster.height) { throw error }
  }
}
