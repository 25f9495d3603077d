import ReelBasics
import Testing

@testable import ReelMedia

@Suite(.timeLimit(.minutes(10))) struct PictureProbeTests {
  let folder: TemporaryFolder
  let pictures = Pictures(threads: WorkerThreads(width: 2))

  init() throws { folder = try TemporaryFolder() }

  private func code(of body: () async throws(MediaError) -> PictureInfo) async -> MediaError.Code? {
    do {
      _ = try await body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp])
  func `a picture is what it is, whatever its name`(format: MediaFormat) async throws {
    let path = try folder.file("a.txt", TestPicture.gradient(31, 17, as: format))
    let info = try await pictures.probe(path)
    #expect(info == PictureInfo(format: format, width: 31, height: 17, hasAlpha: false))
  }

  @Test(arguments: [MediaFormat.png, .webp])
  func `alpha is seen`(format: MediaFormat) async throws {
    let bytes = try TestPicture.make(4, 4, as: format) { x, _ in [200, 100, 50, UInt8(x * 60)] }
    #expect(try await pictures.probe(folder.file("a", bytes)).hasAlpha)
  }

  @Test(arguments: [MediaFormat.png, .jpeg, .webp], [0.3, 0.6, 0.95])
  func `a truncated picture is an error`(format: MediaFormat, part: Double) async throws {
    let bytes = try TestPicture.gradient(300, 200, as: format)
    let cut = try folder.file("cut", Array(bytes.prefix(Int(Double(bytes.count) * part))))
    #expect(await code { () throws(MediaError) in try await pictures.probe(cut) } == .undecodable)
  }

  @Test func `a header that claims too much is refused before it is decoded`() async throws {
    let bytes = try TestPicture.jpeg(
      TestPicture.gradient(16, 16, as: .jpeg), claiming: 60000, 50000)
    let path = try folder.file("huge", bytes)
    #expect(await code { () throws(MediaError) in try await pictures.probe(path) } == .tooLarge)
    let small = Pictures(threads: WorkerThreads(width: 1), pixelLimit: PixelLimit(255))
    let plain = try folder.file("plain", TestPicture.gradient(16, 16))
    #expect(await code { () throws(MediaError) in try await small.probe(plain) } == .tooLarge)
  }

  @Test(arguments: [
    "", "GIF89a......", "<svg xmlns='http://www.w3.org/2000/svg'/>", "....ftypmp42",
  ])
  func `other formats are refused`(text: String) async throws {
    let path = try folder.file("a.png", Array(text.utf8))
    #expect(
      await code { () throws(MediaError) in try await pictures.probe(path) } == .unknownFormat)
  }

  @Test func `a missing file is an error with its name`() async throws {
    let path = try folder.file("not-there.png")
    let error = await #expect(throws: MediaError.self) { try await pictures.probe(path) }
    #expect(error?.code == .file)
    #expect(error?.message.contains("not-there.png") == true)
  }

  @Test func `a picture on its side is told as it is seen`() async throws {
    let bytes = try TestPicture.jpeg(
      TestPicture.gradient(40, 20, as: .jpeg), adding: TestPicture.exif(orientation: 6))
    let info = try await pictures.probe(folder.file("side.jpg", bytes))
    #expect(info == PictureInfo(format: .jpeg, width: 20, height: 40, hasAlpha: false))
  }
}
