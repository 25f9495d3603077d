import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelEmulator

@Suite(.timeLimit(.minutes(10)))
struct ImageEditTests {
  static let wide = FakeStudio.picture(PixelSize(width: 1600, height: 900), "wide")
  static let tall = FakeStudio.picture(PixelSize(width: 600, height: 800), "tall")

  /// Every shape in which inputs come, and how many of them there are.
  static let shapes: [(JSONValue, Int)] = [
    (["image": ["url": .string(dataURI(wide)), "type": "image_url"]], 1),
    (["image": ["url": .string(dataURI(wide))]], 1),
    (["image": .string(dataURI(wide))], 1),
    (["image": .string(base64(wide))], 1),
    (["image": ["image_url": ["url": .string(dataURI(wide))]]], 1),
    (["image": [["url": .string(dataURI(wide))], ["url": .string(dataURI(tall))]]], 2),
    (["images": [["url": .string(dataURI(wide)), "type": "image_url"]]], 1),
    (["images": [["image_url": .string(dataURI(wide))], .string(base64(tall))]], 2),
    (["images": [["image_url": ["url": .string(dataURI(wide))]]]], 1),
    (["image_url": .string(dataURI(wide))], 1),
    (["input_reference": ["image_url": .string(dataURI(wide))]], 1),
    (["image": .null, "image_url": .string(dataURI(wide, "image/png"))], 1),
  ]

  @Test(arguments: shapes) func takes(input: JSONValue, count: Int) async throws {
    let bench = try TestBench()
    var fields = try #require(input.fields)
    fields["prompt"] = "make it dusk"
    fields["model"] = "grok-imagine-image-2.0"
    let reply = try await bench.post("/v1/images/edits", .object(fields))
    #expect(reply.status == 200, "\(reply.text)")
    let scene = try #require(bench.studio.pictures.withLock { $0.first })
    #expect(scene.inputs == Array([Self.wide, Self.tall].prefix(count)))
    #expect(scene.operation == .editImage)
    // In the ratio of the first input, a megapixel.
    #expect(scene.size == PixelSize(width: 1360, height: 768))
    // The medium rate, which is what `auto` means for edits, and a cent for each input.
    #expect(
      reply.json["usage"]?["cost_in_usd_ticks"] == .int(600_000_000 + 100_000_000 * Int64(count)))
  }

  @Test(arguments: [(1, "1360x768"), (2, "1184x880")])
  func followsOneInputAndTheRequestForSeveral(count: Int, size: String) async throws {
    let bench = try TestBench()
    let inputs = [Self.wide, Self.tall].prefix(count).map { JSONValue.string(dataURI($0)) }
    let reply = try await bench.post(
      "/v1/images/edits", ["prompt": "p", "images": .array(inputs), "aspect_ratio": "4:3"])
    #expect(reply.status == 200, "\(reply.text)")
    #expect(bench.studio.pictures.withLock { $0.first?.size } == PixelSize(size))
  }

  /// No request could ask for 1:30; the nearest that one could is 9:20.
  @Test func bringsOddInputsToAKnownRatio() async throws {
    let bench = try TestBench()
    let strip = FakeStudio.picture(PixelSize(width: 100, height: 3000))
    let reply = try await bench.post(
      "/v1/images/edits", ["prompt": "p", "image": .string(dataURI(strip))])
    #expect(reply.status == 200, "\(reply.text)")
    #expect(bench.studio.pictures.withLock { $0.first?.size } == PixelSize("688x1520"))
  }

  @Test(
    arguments: [
      ("http://127.0.0.1:80/media/a.jpg", "127.0.0.1:80", "a.jpg"),
      ("http://localhost:80/media/a.jpg", "127.0.0.1:80", "a.jpg"),
      ("http://127.0.0.1:80/media/a.jpg", "localhost:80", "a.jpg"),
      ("http://reel:80/media/a.jpg", "reel:80", "a.jpg"),
      ("http://127.0.0.1:81/media/a.jpg", "127.0.0.1:80", nil),
      ("https://127.0.0.1:80/media/a.jpg", "127.0.0.1:80", nil),
      ("http://example.com/media/a.jpg", "127.0.0.1:80", nil),
    ] as [(String, String, String?)])
  func knowsItsOwnAddresses(address: String, host: String, name: String?) {
    #expect(MediaAddress.name(in: address, host: host) == name)
  }

  @Test func knowsItsOwnWork() async throws {
    let bench = try TestBench()
    let first = try await bench.post("/v1/images/generations", ["prompt": "a"])
    let address = try #require(first.json["data"]?.elements?.first?["url"])
    let made = try await bench.bytes(at: address)
    for input in [["url": address], JSONValue.string(dataURI(made))] {
      let edit = try await bench.post("/v1/images/edits", ["prompt": "b", "image": input])
      #expect(edit.status == 200, "\(edit.text)")
    }
    let scenes = bench.studio.pictures.withLock { $0.dropFirst() }
    #expect(scenes.map(\.inputs) == [[made], [made]])
    #expect(
      scenes.map(\.lineage)
        == [["generate-image", "edit-image"], ["generate-image", "edit-image"]])
  }

  @Test func whatItDidNotHandOutBeginsALineage() async throws {
    let bench = try TestBench()
    let first = try await bench.post("/v1/images/generations", ["prompt": "a"])
    let address = try #require(first.json["data"]?.elements?.first?["url"])
    let made = try await bench.bytes(at: address)
    // The same picture to a reader, and not the same file.
    for input in [made, made + [0]] {
      let edit = try await bench.post(
        "/v1/images/edits", ["prompt": "b", "image": .string(dataURI(input))])
      #expect(edit.status == 200, "\(edit.text)")
    }
    let scenes = bench.studio.pictures.withLock { $0.dropFirst() }
    #expect(scenes.map(\.lineage) == [["generate-image", "edit-image"], ["edit-image"]])
  }

  @Test func takesAForm() async throws {
    let bench = try TestBench()
    let form = FormBody()
      .field("model", "grok-imagine-image-2.0").field("prompt", "in a form").field("n", "2")
      .field("size", "1024x1024").field("response_format", "b64_json")
      .file("image[]", Self.wide).file("image[]", Self.tall).file("mask", [0x89, 0x50])
    let reply = try await bench.send(form.request("/v1/images/edits"))
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["data"]?.elements?.count == 2)
    let scene = try #require(bench.studio.pictures.withLock { $0.first })
    #expect(scene.inputs == [Self.wide, Self.tall])
    #expect(scene.prompt == "in a form")
    #expect(scene.size == PixelSize(width: 1024, height: 1024))
    #expect(bench.emulator.stats.ignoredMasks == 1)
  }

  @Test func takesAFormWithOneFile() async throws {
    let bench = try TestBench()
    let bytes = Self.wide + Array("\r\n--not the boundary\r\n".utf8)
    let reply = try await bench.send(
      FormBody().file("image", bytes).field("prompt", "p").request("/v1/images/edits"))
    #expect(reply.status == 200, "\(reply.text)")
    #expect(bench.studio.pictures.withLock { $0.first?.inputs } == [bytes])
  }
}

/// Writes a form as clients do.
struct FormBody {
  private var bytes: [UInt8] = []

  func field(_ name: String, _ value: String) -> FormBody {
    part("name=\"\(name)\"", "", Array(value.utf8))
  }

  func file(_ name: String, _ content: [UInt8]) -> FormBody {
    part(
      "name=\"\(name)\"; filename=\"file.png\"", "Content-Type: application/octet-stream\r\n",
      content)
  }

  func request(_ path: String) -> RawRequest {
    RawRequest(
      path: path,
      headers: [
        "authorization": "Bearer test", "content-type": "multipart/form-data; boundary=\"b0-_x\"",
      ], body: bytes + Array("--b0-_x--\r\n".utf8))
  }

  private func part(_ disposition: String, _ type: String, _ content: [UInt8]) -> FormBody {
    var next = self
    let head = "--b0-_x\r\nContent-Disposition: form-data; \(disposition)\r\n\(type)\r\n"
    next.bytes += Array(head.utf8) + content + Array("\r\n".utf8)
    return next
  }
}
