@testable import ReelMedia

/// Pictures made in code, whose every pixel is known.
enum TestPicture {
  /// Encodes a picture whose pixels `colour` tells: three or four bands.
  static func make(
    _ width: Int, _ height: Int, as format: MediaFormat = .png, quality: Int = 95,
    _ colour: (_ x: Int, _ y: Int) -> [UInt8]
  ) throws -> [UInt8] {
    var pixels: [UInt8] = []
    for y in 0..<height { for x in 0..<width { pixels += colour(x, y) } }
    let bands = pixels.count / (width * height)
    return try Raster.pixels(pixels, width: width, height: height, bands: bands)
      .encoded(as: format, quality: quality)
  }

  /// A picture without two equal rows or columns.
  static func gradient(
    _ width: Int, _ height: Int, as format: MediaFormat = .png
  ) throws -> [UInt8] {
    try make(width, height, as: format) { x, y in
      [UInt8(x * 255 / width), UInt8(y * 255 / height), UInt8((x * 7 + y * 13) % 256)]
    }
  }

  /// The decoded pixels of a file.
  struct Pixels {
    let width: Int
    let height: Int
    let bands: Int
    let values: [UInt8]

    init(_ path: String) throws {
      let raster = try PictureReader.drawing.open(path, sequential: false).0
      (width, height, bands) = (raster.width, raster.height, raster.bands)
      values = try raster.bytes()
    }

    subscript(x: Int, y: Int) -> [UInt8] {
      let start = (y * width + x) * bands
      return Array(values[start..<start + bands])
    }
  }

  /// A JPEG with one more segment of metadata after its start.
  static func jpeg(_ bytes: [UInt8], adding payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 2
    return Array(bytes[..<2]) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
      + bytes[2...]
  }

  /// A JPEG's size, overwritten in its header.
  static func jpeg(_ bytes: [UInt8], claiming width: Int, _ height: Int) -> [UInt8] {
    var bytes = bytes
    for index in bytes.indices.dropLast(9)
    where bytes[index] == 0xFF && bytes[index + 1] == 0xC0 {
      bytes[index + 5] = UInt8(height >> 8)
      bytes[index + 6] = UInt8(height & 0xFF)
      bytes[index + 7] = UInt8(width >> 8)
      bytes[index + 8] = UInt8(width & 0xFF)
      break
    }
    return bytes
  }

  /// EXIF that only says how the picture is to be turned.
  static func exif(orientation: UInt8) -> [UInt8] {
    Array("Exif\0\0".utf8) + [0x4D, 0x4D, 0, 42, 0, 0, 0, 8]
      + [0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  }

  /// An XMP packet that says `text`.
  static func xmp(_ text: String) -> [UInt8] {
    Array("http://ns.adobe.com/xap/1.0/\0".utf8)
      + Array(
        """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF \
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description \
        xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="\(text)"/></rdf:RDF></x:xmpmeta>
        """.utf8)
  }
}
