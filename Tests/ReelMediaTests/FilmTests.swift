import ReelBasics
import Testing

@testable import ReelMedia

@Suite(.timeLimit(.minutes(5))) struct FilmTests {
  let folder: TemporaryFolder
  let films: Films
  let artist: FilmArtist

  init() throws {
    folder = try TemporaryFolder()
    let threads = WorkerThreads(width: 2)
    films = Films(threads: threads, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    artist = FilmArtist(threads: threads, films: films)
  }

  private func render(_ scene: FilmScene, _ name: String) async throws -> (FilmInfo, [UInt8]) {
    let path = try folder.file(name)
    try await artist.render(scene, to: path)
    return (try await films.probe(path, decoding: true), try MediaFile.bytes(path))
  }

  private func picture(_ seed: UInt64) throws -> [UInt8] {
    try PictureArtist.draw(
      PictureScene(
        width: 200, height: 120, seed: seed, title: [], prompt: "", inputs: [], format: .png))
  }

  /// The pixels of one frame.
  private func frame(_ number: Int, of name: String) async throws -> TestPicture.Pixels {
    let path = try folder.file("\(name)-\(number).png")
    _ = try await films.run(
      "ffmpeg",
      ["-nostdin", "-v", "error", "-i", folder.file(name), "-vf", "select=eq(n\\,\(number))"]
        + ["-frames:v", "1", "-f", "image2", "-update", "1", path],
      timeLimit: .seconds(60), failingAs: .programFailed)
    return try TestPicture.Pixels(path)
  }

  /// The mean difference of two frames' values, 0…255.
  private func difference(_ first: TestPicture.Pixels, _ second: TestPicture.Pixels) -> Double {
    let total = zip(first.values, second.values).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(total) / Double(first.values.count)
  }

  @Test(arguments: FilmScene.Motion.allCases)
  func `the camera moves across a picture`(motion: FilmScene.Motion) async throws {
    let scene = FilmScene(
      .still(try picture(3), motion: motion, last: nil, overlay: nil, seconds: 2), width: 161,
      height: 91, seed: 1)
    let (info, bytes) = try await render(scene, "a.mp4")
    #expect(
      info
        == FilmInfo(
          width: 160, height: 90, seconds: 2, framesPerSecond: 12, hasAudio: true, codec: "h264"))
    #expect(try await render(scene, "b.mp4").1 == bytes)
    #expect(difference(try await frame(0, of: "a.mp4"), try await frame(23, of: "a.mp4")) > 3)
    #expect(folder.names.allSatisfy { !$0.contains(".part-") })
  }

  @Test func `it fades into the last picture`() async throws {
    let white = try TestPicture.make(64, 64) { _, _ in [255, 255, 255] }
    let black = try TestPicture.make(64, 64) { _, _ in [0, 0, 0] }
    let (info, _) = try await render(
      FilmScene(
        .still(white, motion: .pushIn, last: black, overlay: nil, seconds: 1), width: 64,
        height: 64, seed: 1, sound: false), "a.mp4")
    #expect(info.seconds == 1)
    #expect(!info.hasAudio)
    #expect(try await frame(0, of: "a.mp4")[32, 32][0] > 245)
    #expect(try await frame(11, of: "a.mp4")[32, 32][0] < 10)
  }

  @Test func `an edit is as long, other in colour, and has its panel`() async throws {
    let red = try TestPicture.make(64, 64) { _, _ in [200, 30, 30] }
    let still = FilmScene.Kind.still(red, motion: .pushIn, last: nil, overlay: nil, seconds: 2)
    let (_, film) = try await render(FilmScene(still, width: 96, height: 64, seed: 1), "a.mp4")
    let overlay = try TestPicture.make(96, 64) { x, _ in
      [255, 255, 255, x < 48 ? 255 : 0]
    }
    let edit = FilmScene(.edit(film, overlay: overlay), width: 96, height: 64, seed: 5)
    let (info, bytes) = try await render(edit, "b.mp4")
    #expect((info.width, info.height, info.seconds) == (96, 64, 2))
    #expect(try await render(edit, "c.mp4").1 == bytes)
    let before = try await frame(12, of: "a.mp4")
    let after = try await frame(12, of: "b.mp4")
    #expect(after[10, 32].allSatisfy { $0 > 240 })
    #expect(zip(before[80, 32], after[80, 32]).contains { abs(Int($0) - Int($1)) > 20 })
  }

  @Test func `an extension is the whole film and its tail`() async throws {
    // Another size, another rate, no sound: any film can be extended.
    let source = try folder.file("source.mp4")
    _ = try await films.run(
      "ffmpeg",
      ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=130x74:r=25:d=1.5"]
        + ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-f", "mp4", source],
      timeLimit: .seconds(60), failingAs: .programFailed)
    let scene = FilmScene(
      .extend(try MediaFile.bytes(source), tailSeconds: 2, overlay: nil), width: 160, height: 90,
      seed: 1)
    let (info, _) = try await render(scene, "a.mp4")
    #expect(info.seconds == 3.5)
    #expect((info.width, info.height, info.framesPerSecond) == (160, 90, 12))
    let last = try await frame(17, of: "a.mp4")
    #expect(difference(last, try await frame(18, of: "a.mp4")) < 8)
    #expect(difference(last, try await frame(41, of: "a.mp4")) > 8)
  }

  @Test func `a tiny film is whole`() async throws {
    let scene = FilmScene(.tiny(seconds: 6), width: 64, height: 36, seed: 2)
    let (info, bytes) = try await render(scene, "a.mp4")
    #expect((info.width, info.height, info.seconds, info.hasAudio) == (64, 36, 6, true))
    #expect(bytes.count < 10_000)
  }

  @Test func `a film is checked to its end, and only MP4 is one`() async throws {
    let (_, bytes) = try await render(
      FilmScene(
        .still(try picture(7), motion: .panLeft, last: nil, overlay: nil, seconds: 2), width: 320,
        height: 180, seed: 1), "a.mp4")
    let cut = try folder.file("cut.mp4", Array(bytes.prefix(bytes.count * 2 / 3)))
    let cutError = await #expect(throws: MediaError.self) {
      try await films.probe(cut, decoding: true)
    }
    #expect(cutError?.code == .undecodable)
    let picture = try folder.file("picture.mp4", try picture(1))
    let error = await #expect(throws: MediaError.self) { try await films.probe(picture) }
    #expect(error?.code == .unknownFormat)
  }

  /// At the first ffprobe fails, of the second it tells no size, and of the last it decodes nothing.
  @Test(arguments: ["libx264", "mpeg4", "unknown"])
  func `a film of too many pixels is not decoded`(codec: String) async throws {
    let path = try folder.file("a.mp4")
    _ = try await films.run(
      "ffmpeg",
      ["-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=s=96x64:r=12:d=1", "-c:v"]
        + [codec == "unknown" ? "libx264" : codec, "-pix_fmt", "yuv420p", "-f", "mp4", path],
      timeLimit: .seconds(60), failingAs: .programFailed)
    var film = try MediaFile.bytes(path)
    if codec == "unknown" {
      for place in film.indices.dropLast(3)
      where film[place..<(place + 4)].elementsEqual("avc1".utf8) {
        film[place] = UInt8(ascii: "x")
      }
    }
    let copy = try folder.file("b.mp4", film)
    #expect(try await films.probe(copy).width == 96)
    let limit = PixelLimit(96 * 64 - 1)
    let strict = Films(
      threads: WorkerThreads(width: 1), environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"],
      pixelLimit: limit)
    let error = await #expect(throws: MediaError.self) { try await strict.probe(copy) }
    #expect(error?.code == .tooLarge)
    #expect(error?.message == "96x64 pixels are more than the 6143 Reel decodes")
    // A film may grow on the way, where only who decodes all of it sees that.
    let decoding = await #expect(throws: MediaError.self) {
      try await strict.run(
        "ffmpeg",
        ["-nostdin", "-v", "error", "-xerror"] + Films.input(copy, limit) + ["-f", "null", "-"],
        timeLimit: .seconds(60), failingAs: .undecodable)
    }
    let code: MediaError.Code = codec == "unknown" ? .undecodable : .tooLarge
    #expect(decoding?.code == code)
  }

  @Test func `a film that cannot be made leaves no file`() async throws {
    let scene = FilmScene(
      .edit(Array("....ftypisom and nothing more".utf8), overlay: nil), width: 64, height: 64,
      seed: 1)
    await #expect(throws: MediaError.self) { try await artist.render(scene, to: folder.file("a")) }
    #expect(folder.names.isEmpty)
    let taken = try folder.file("taken", [1])
    await #expect(throws: MediaError.self) {
      try await artist.render(
        FilmScene(.tiny(seconds: 1), width: 64, height: 64, seed: 1), to: taken)
    }
    #expect(try MediaFile.bytes(taken) == [1])
  }

  @Test func `a film on its side is told as it is seen`() async throws {
    let (_, bytes) = try await render(
      FilmScene(.tiny(seconds: 1), width: 96, height: 64, seed: 1), "a.mp4")
    #expect(!bytes.isEmpty)
    let turned = try folder.file("turned.mp4")
    _ = try await films.run(
      "ffmpeg",
      ["-nostdin", "-v", "error", "-i", folder.file("a.mp4"), "-c", "copy"]
        + ["-metadata:s:v", "rotate=90", turned], timeLimit: .seconds(60),
      failingAs: .programFailed)
    let info = try await films.probe(turned)
    #expect((info.width, info.height) == (64, 96))
  }

  @Test func `a machine without ffmpeg is told what to install`() async throws {
    let bare = Films(threads: WorkerThreads(width: 1), environment: ["PATH": folder.path])
    let film = try folder.file("a.mp4", Array("....ftypisom".utf8))
    let error = await #expect(throws: MediaError.self) { try await bare.probe(film) }
    #expect(error?.code == .missingDependency)
    #expect(error?.message.contains("Debian package ffmpeg") == true)
  }
}
