import ReelBasics
import Testing

@testable import ReelMedia

/// What marks do to files: they go in and come out byte for byte, whatever was there before.
@Suite(.timeLimit(.minutes(10)))
struct ProvenanceMarkTests {
  private let folder: TemporaryFolder
  private static let statement = ProvenanceStatement(
    sourceType: .trainedAlgorithmicMedia, provider: "xAI", model: "grok-imagine-image",
    requestID: "r<1>&\u{7}", promptDigest: "ab12", prompt: "A <red> kite & a cup,\nat dusk 🪁")

  init() throws { folder = try TemporaryFolder() }

  private func marked(
    _ bytes: [UInt8], _ statement: ProvenanceStatement = Self.statement, name: String = "in"
  ) throws -> [UInt8] {
    let path = try folder.file(name, bytes)
    let copy = try folder.file(name + "-marked")
    try ProvenanceMark.write(statement, into: path, with: SHA256.digest(bytes), as: copy)
    return try MediaFile.bytes(copy)
  }

  /// `nil` where there was no mark.
  private func unmarked(_ bytes: [UInt8], name: String = "out") throws -> [UInt8]? {
    let path = try folder.file(name, bytes)
    let copy = try folder.file(name + "-unmarked")
    guard try ProvenanceMark.remove(from: path, as: copy) else { return nil }
    return try MediaFile.bytes(copy)
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  // MARK: Pictures

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `a mark changes no pixel, and comes out again`(format: MediaFormat) throws {
    let bytes = try TestPicture.gradient(37, 21, as: format)
    let result = try marked(bytes)
    let text = Self.text(result)
    #expect(
      text.contains(
        "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"
          + "trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"))
    #expect(text.contains("<Iptc4xmpExt:AISystemUsed>xAI grok-imagine-image<"))
    #expect(text.contains("AIPromptInformation>A &lt;red&gt; kite &amp; a cup,\nat dusk 🪁<"))
    #expect(text.contains("<reel:RequestID>r&lt;1&gt;&amp;\u{FFFD}</reel:RequestID>"))
    #expect(text.contains("<reel:PromptSHA256>ab12</reel:PromptSHA256>"))
    #expect(
      try ProvenanceMark.marked(
        Self.statement, into: bytes, with: SHA256.digest(bytes), of: "in") == result)
    let before = try TestPicture.Pixels(folder.file("in"))
    let after = try TestPicture.Pixels(folder.file("in-marked"))
    #expect(before.values == after.values && before.width == after.width)
    #expect(try unmarked(result) == bytes)
    #expect(try unmarked(bytes, name: "plain") == nil)
    #expect(try ProvenanceMark.digestWithout(folder.file("in-marked")) == SHA256.digest(bytes))
    #expect(try ProvenanceMark.digestWithout(folder.file("in")) == nil)
    let raster = try PictureReader.drawing.open(folder.file("in-marked"), sequential: false).0
    #expect(raster.hasField("xmp-data"))
  }

  @Test func `a WebP with alpha keeps it`() throws {
    for (name, alpha) in [("clear", UInt8(0)), ("half", 128)] {
      let bytes = try TestPicture.make(9, 7, as: .webp) { x, _ in [255, 0, 0, x < 4 ? alpha : 255] }
      let result = try marked(bytes, name: name)
      let before = try TestPicture.Pixels(folder.file(name))
      let after = try TestPicture.Pixels(folder.file(name + "-marked"))
      #expect(before.values == after.values && after.bands == 4)
      #expect(try unmarked(result, name: name + "-out") == bytes)
    }
  }

  /// A header that says nothing need not be there, and is: taken out again, the mark would take it along.
  @Test func `what could not be had again is not marked`() throws {
    let whole = try TestPicture.gradient(20, 10, as: .webp)
    // The picture alone, without what libvips says besides.
    let start = try #require(
      whole.firstRange(of: Array("VP8 ".utf8)) ?? whole.firstRange(of: Array("VP8L".utf8))
    ).lowerBound
    let length = whole[(start + 4)..<(start + 8)].reversed().reduce(0) { $0 << 8 | Int($1) }
    let picture = whole[start..<(start + 8 + length + length % 2)]
    let header: [UInt8] = [0, 0, 0, 0, 19, 0, 0, 9, 0, 0]
    let chunks = Array("VP8X".utf8) + UInt32(10).littleEndianBytes + header + picture
    let size = UInt32(chunks.count + 4).littleEndianBytes
    let bytes = Array("RIFF".utf8) + size + Array("WEBP".utf8) + chunks
    let error = #expect(throws: MediaError.self) { try marked(bytes) }
    #expect(error?.code == .undecodable)
    #expect(FileStatus.size(of: try folder.file("in-marked")) == nil)
  }

  @Test func `what another said first stands, and is said once`() throws {
    let theirs = Self.text(TestPicture.xmp("theirs")).replacing(
      "dc:source=", with: "xmlns:i=\"x\" i:DigitalSourceType=\"composite\" dc:source=")
    let bytes = TestPicture.jpeg(
      try TestPicture.gradient(20, 10, as: .jpeg), adding: Array(theirs.utf8))
    let result = try marked(bytes)
    let text = Self.text(result)
    #expect(text.contains("dc:source=\"theirs\""))
    #expect(!text.contains("trainedAlgorithmicMedia"))
    #expect(text.contains("<reel:Model>grok-imagine-image</reel:Model>"))
    // One packet, as the standard wants it.
    #expect(text.split(separator: "http://ns.adobe.com/xap/1.0/").count == 2)
    #expect(try unmarked(result) == bytes)
  }

  @Test func `what only sounds like it is not taken for said`() throws {
    let theirs = Self.text(TestPicture.xmp("theirs")).replacing(
      "dc:source=",
      with: "xmlns:i=\"x\" i:DigitalSourceTypeNote=\"a\" i:Model=\"camera\" dc:source=")
    let bytes = TestPicture.jpeg(
      try TestPicture.gradient(20, 10, as: .jpeg), adding: Array(theirs.utf8))
    let result = try marked(bytes)
    let text = Self.text(result)
    #expect(text.contains("trainedAlgorithmicMedia"))
    #expect(text.contains("<reel:Model>grok-imagine-image</reel:Model>"))
    #expect(try unmarked(result) == bytes)
  }

  @Test func `a packet that Reel cannot read stays, and has another one behind it`() throws {
    let wide = Array("http://ns.adobe.com/xap/1.0/\0".utf8) + [0xFE, 0xFF, 0, 0x3C]
    let full = TestPicture.xmp(String(repeating: "x", count: 65_000))
    for (index, packet) in [wide, full].enumerated() {
      let bytes = TestPicture.jpeg(try TestPicture.gradient(20, 10, as: .jpeg), adding: packet)
      let result = try marked(bytes, name: "\(index)")
      #expect(result.firstRange(of: packet) != nil)
      #expect(Self.text(result).contains("trainedAlgorithmicMedia"))
      #expect(try unmarked(result, name: "\(index)-out") == bytes)
    }
  }

  @Test func `a PNG with a compressed packet has another one behind it`() throws {
    // Its text is no zlib stream, which nobody looks at here.
    let chunk = Self.chunk("iTXt", Array("XML:com.adobe.xmp\0\u{1}\0\0\0".utf8) + [1, 2, 3])
    let plain = try TestPicture.gradient(20, 10)
    let bytes = Array(plain[..<33]) + chunk + plain[33...]
    let result = try marked(bytes)
    let packet = try #require(result.firstRange(of: chunk))
    let ours = try #require(result.firstRange(of: Array("trainedAlgorithmicMedia".utf8)))
    #expect(packet.upperBound < ours.lowerBound)
    #expect(try unmarked(result) == bytes)
  }

  @Test(arguments: MediaFormat.allCases)
  func `what is said already is not said again, what is not stands beside it`(
    format: MediaFormat
  ) throws {
    let bytes =
      format == .mp4
      ? Self.start + Self.box("mdat", [1, 2, 3]) : try TestPicture.gradient(20, 10, as: format)
    let brief = ProvenanceStatement(
      sourceType: .algorithmicMedia, provider: "p", model: "m", requestID: nil, promptDigest: nil,
      prompt: nil)
    let first = try marked(bytes, brief, name: "first")
    #expect(try marked(first, brief, name: "again") == first)
    let both = try marked(first, name: "both")
    let text = Self.text(both)
    #expect(text.contains("/algorithmicMedia<") && !text.contains("trainedAlgorithmicMedia"))
    #expect(text.contains("<reel:PromptSHA256>ab12<"))
    // One packet, in which the later comes after the earlier.
    #expect(text.split(separator: "<?xpacket begin").count == 2)
    #expect(try unmarked(both, name: "back") == first)
    #expect(try unmarked(first, name: "further back") == bytes)
    guard format != .mp4 else { return }
    let raster = try PictureReader.drawing.open(folder.file("both-marked"), sequential: false).0
    #expect(raster.hasField("xmp-data"))
  }

  @Test func `an overlong prompt is left out, its digest stays`() throws {
    let long = ProvenanceStatement(
      sourceType: .compositeSynthetic, provider: "emulator", model: "m", requestID: nil,
      promptDigest: "cd34", prompt: String(repeating: "ä", count: 20_000))
    let text = Self.text(try marked(try TestPicture.gradient(20, 10, as: .jpeg), long))
    #expect(!text.contains("AIPromptInformation") && text.contains("cd34"))
    // What an emulator draws is made by no AI.
    #expect(!text.contains("AISystemUsed") && text.contains("/compositeSynthetic<"))
  }

  @Test func `Exif and JFIF stay first`() throws {
    let plain = try TestPicture.gradient(20, 10, as: .jpeg)
    let bytes = TestPicture.jpeg(plain, adding: TestPicture.exif(orientation: 1))
    let result = try marked(bytes)
    #expect(result[..<38].elementsEqual(bytes[..<38]))
    #expect(try unmarked(result) == bytes)
  }

  // MARK: Films

  private static func box(_ name: String, _ content: [UInt8], wide: Bool = false) -> [UInt8] {
    let header = Array(name.utf8)
    return wide
      ? UInt32(1).bigEndianBytes + header + UInt64(content.count + 16).bigEndianBytes + content
      : UInt32(content.count + 8).bigEndianBytes + header + content
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    UInt32(content.count).bigEndianBytes + Array(name.utf8) + content + [0, 0, 0, 0]
  }

  private static let start = box("ftyp", Array("isom\0\0\0\0".utf8))

  @Test func `a film's mark stands at its end`() throws {
    let bytes =
      Self.start + Self.box("mdat", [UInt8](repeating: 7, count: 600_000), wide: true)
      + Self.box("moov", [1, 2, 3])
    let result = try marked(bytes)
    #expect(result[..<bytes.count].elementsEqual(bytes))
    #expect(try unmarked(result) == bytes)
  }

  @Test func `an index of fragments stays last`() throws {
    let index = Self.box("mfra", [1, 2, 3, 4])
    let bytes = Self.start + Self.box("mdat", [7]) + index
    let result = try marked(bytes)
    #expect(result.suffix(index.count).elementsEqual(index))
    #expect(try unmarked(result) == bytes)
  }

  @Test func `a film that says something already`() throws {
    let type: [UInt8] = [
      0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF,
      0xAC,
    ]
    let packet = Self.box("uuid", type + TestPicture.xmp("theirs").dropFirst(29))
    let media = Self.box("mdat", [UInt8](repeating: 7, count: 9))
    // At the end it grows; before the film nothing may move.
    for (index, bytes) in [Self.start + media + packet, Self.start + packet + media].enumerated() {
      let result = try marked(bytes, name: "\(index)")
      #expect(Self.text(result).contains("<?xpacket begin") == (index == 1))
      #expect(result[..<30].elementsEqual(bytes[..<30]))
      #expect(Self.text(result).contains("theirs"))
      #expect(try unmarked(result, name: "\(index)-out") == bytes)
    }
  }

  // MARK: Hostile files

  private static func file(_ parts: [UInt8]...) -> [UInt8] { parts.flatMap { $0 } }
  private static func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static let ones = [UInt8](repeating: 0xFF, count: 8)
  private static let png = file([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10])
  private static let pngHead = chunk("IHDR", [UInt8](repeating: 0, count: 13))
  private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF]

  private static let hostile: [(String, [UInt8])] = [
    ("nothing", []),
    ("JPEG: no segment", jpeg),
    ("JPEG: segment past the end", file(jpeg, [0xE1, 0xFF, 0xFF, 1, 2])),
    ("JPEG: length below its own", file(jpeg, [0xE1, 0, 1, 0, 0, 0, 0, 0, 0])),
    ("JPEG: no marker", file(jpeg, [0xE0, 0, 2, 0, 0, 0, 0, 0, 0])),
    ("JPEG: fill bytes to the end", file(jpeg, [UInt8](repeating: 0xFF, count: 100_000))),
    ("PNG: chunk past the end", file(png, pngHead, [0xFF, 0xFF, 0xFF, 0xFF], ascii("IDAT"))),
    ("PNG: no end", file(png, pngHead)),
    ("PNG: another first chunk", file(png, chunk("IEND", []))),
    ("WebP: cut short", file(ascii("RIFF"), [200, 0, 0, 0], ascii("WEBPVP8 "))),
    (
      "WebP: chunk past the end",
      file(ascii("RIFF"), [12, 0, 0, 0], ascii("WEBPVP8 "), [255, 255, 255, 255])
    ),
    ("WebP: no picture", file(ascii("RIFF"), [4, 0, 0, 0], ascii("WEBP"))),
    ("MP4: box past the end", file(start, [0, 0, 1, 0], ascii("mdat"))),
    ("MP4: box shorter than its header", file(start, [0, 0, 0, 7], ascii("mdat"))),
    ("MP4: box to the end", file(start, [0, 0, 0, 0], ascii("mdat"), [1, 2, 3])),
    ("MP4: 64 bits of length", file(start, [0, 0, 0, 1], ascii("mdat"), ones)),
    ("MP4: 64 bits, cut short", file(start, [0, 0, 0, 1], ascii("mdat"), [0, 0])),
    ("MP4: garbage behind", file(start, [1, 2, 3])),
    ("text", ascii("<html>not found</html>")),
  ]

  @Test(arguments: hostile.indices)
  func `a file that is not what it says is refused, and nothing is written`(index: Int) throws {
    let (name, bytes) = Self.hostile[index]
    let path = try folder.file("in", bytes)
    let copy = try folder.file("copy")
    #expect(throws: MediaError.self, "\(name)") {
      try ProvenanceMark.write(
        Self.statement, into: path, with: SHA256.digest(bytes), as: copy)
    }
    #expect(throws: MediaError.self, "\(name)") {
      try ProvenanceMark.remove(from: path, as: copy)
    }
    #expect(folder.names == ["in"], "\(name)")
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `no cut and no wrong byte is more than an error`(format: MediaFormat) throws {
    let bytes = try marked(try TestPicture.gradient(16, 16, as: format))
    for index in 0..<min(bytes.count, 400) {
      var broken = bytes
      broken[index] ^= 0xFF
      for (name, hostile) in [("cut", Array(bytes[..<index])), ("broken", broken)] {
        let path = try folder.file("\(name)\(index)", hostile)
        let copy = try folder.file("\(name)\(index)-copy")
        do throws(MediaError) {
          try ProvenanceMark.write(
            Self.statement, into: path, with: SHA256.digest(hostile), as: copy)
          _ = try ProvenanceMark.remove(from: copy, as: copy + "-back")
          MediaFile.remove(copy + "-back")
        } catch {
          #expect([.undecodable, .unknownFormat, .tooLarge].contains(error.code))
        }
        MediaFile.remove(copy)
        MediaFile.remove(path)
      }
    }
  }

  @Test func `texts full of tags take no time`() throws {
    let packet = Array(String(repeating: "</a:b", count: 12_000).utf8)
    #expect(XMPPacket.packet(packet, adding: [1]) == nil)
    #expect(XMPPacket.removingElement(from: packet) == .none)
  }
}
