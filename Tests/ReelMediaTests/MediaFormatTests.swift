import Testing

@testable import ReelMedia

@Suite struct MediaFormatTests {
  @Test(arguments: MediaFormat.allCases.filter { !$0.isVideo })
  func `what libvips writes is told by its bytes`(format: MediaFormat) throws {
    #expect(MediaFormat(sniffing: try TestPicture.gradient(8, 8, as: format)) == format)
  }

  @Test(arguments: [
    ("RIFF....WEBP", MediaFormat.webp), ("RIFF....WAVE", nil), ("....ftypisom", .mp4),
    ("....moov....", nil), ("<svg xmlns=\"", nil), ("", nil), ("RIFF", nil),
  ])
  func `bytes tell the format`(text: String, format: MediaFormat?) {
    #expect(MediaFormat(sniffing: Array(text.utf8)) == format)
  }

  @Test(arguments: [
    ("png", MediaFormat.png), ("JPG", .jpeg), ("jpeg", .jpeg), ("webp", .webp), ("mp4", .mp4),
    ("gif", nil), (".png", nil), ("", nil),
  ])
  func `extensions promise a format`(text: String, format: MediaFormat?) {
    #expect(MediaFormat(fileExtension: text) == format)
  }

  @Test func `names are those that others use`() {
    #expect(MediaFormat.allCases.map(\.fileExtension) == ["png", "jpg", "webp", "mp4"])
    #expect(
      MediaFormat.allCases.map(\.mediaType)
        == ["image/png", "image/jpeg", "image/webp", "video/mp4"])
  }
}
