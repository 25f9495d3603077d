import ReelBasics
import Testing

@testable import ReelMedia

@Suite(.timeLimit(.minutes(5))) struct ThumbnailTests {
  let folder: TemporaryFolder
  let threads = WorkerThreads(width: 2)
  let thumbnails: Thumbnails

  init() throws {
    folder = try TemporaryFolder()
    thumbnails = Thumbnails(
      threads: threads, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
  }

  private func size(_ bytes: [UInt8]) async throws -> [Int] {
    let info = try await Pictures(threads: threads).probe(try folder.file("small", bytes))
    return [info.width, info.height]
  }

  @Test(arguments: [(1280, 720, [320, 180]), (90, 400, [72, 320]), (31, 17, [31, 17])])
  func `a picture fits, and is never enlarged`(
    width: Int, height: Int, expected: [Int]
  ) async throws {
    let path = try folder.file("a", TestPicture.gradient(width, height, as: .png))
    let small = try await thumbnails.picture(path)
    #expect(small.mediaType == "image/jpeg")
    #expect(try await size(small.bytes) == expected)
  }

  @Test func `what is transparent stays so`() async throws {
    let bytes = try TestPicture.make(400, 4, as: .png) { x, _ in [200, 100, 50, UInt8(x % 200)] }
    let small = try await thumbnails.picture(try folder.file("a", bytes))
    #expect(small.mediaType == "image/webp")
    #expect(try await size(small.bytes) == [320, 3])
  }

  @Test func `a film shows its first picture`() async throws {
    let films = Films(threads: threads, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    let picture = try PictureArtist.draw(
      PictureScene(
        width: 640, height: 360, seed: 3, title: [], prompt: "", inputs: [], format: .png))
    let path = try folder.file("a.mp4")
    try await FilmArtist(threads: threads, films: films).render(
      FilmScene(
        .still(picture, motion: FilmScene.Motion.allCases[0], last: nil, overlay: nil, seconds: 1),
        width: 640, height: 360, seed: 1), to: path)
    let small = try await thumbnails.film(path)
    #expect(small.mediaType == "image/jpeg")
    #expect(try await size(small.bytes) == [320, 180])
  }

  @Test func `what is neither has none`() async throws {
    let path = try folder.file("a", Array("words".utf8))
    await #expect(throws: MediaError.self) { try await thumbnails.picture(path) }
    await #expect(throws: MediaError.self) { try await thumbnails.film(path) }
  }
}
