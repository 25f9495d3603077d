import ReelBasics
import ReelCatalogue
import Testing

@testable import ReelEmulator

@Suite(.timeLimit(.minutes(10)))
struct ImageTests {
  @Test func answersWithAddresses() async throws {
    let bench = try TestBench()
    let reply = try await bench.post(
      "/v1/images/generations",
      [
        "model": "grok-imagine-image-2.0", "prompt": "a red kite", "n": 2,
        "aspect_ratio": "16:9", "resolution": "1k", "quality": "low", "response_format": "url",
      ])
    #expect(reply.status == 200)
    #expect(reply.headers["content-type"] == "application/json")
    let data = try #require(reply.json["data"]?.elements)
    #expect(data.count == 2)
    #expect(reply.json["model"] == "grok-imagine-image-2.0")
    #expect(reply.json["created"] == 1_795_000_000)
    #expect(reply.json["usage"]?["cost_in_usd_ticks"] == 800_000_000)
    var all: Set<[UInt8]> = []
    for row in data {
      #expect(row["mime_type"] == "image/jpeg")
      let media = try await bench.get(try bench.path(of: row["url"]), headers: [:])
      #expect(media.headers["content-type"] == "image/jpeg")
      #expect(media.headers["content-length"] == String(media.body.count))
      all.insert(media.body)
    }
    #expect(all.count == 2)
    let scene = try #require(bench.studio.pictures.withLock { $0.first })
    #expect(scene.prompt == "a red kite")
    #expect(scene.size == PixelSize(width: 1360, height: 768))
    #expect(scene.lineage == ["generate-image"])
    #expect(!scene.instant)
  }

  @Test func answersInline() async throws {
    let bench = try TestBench(EmulatorOptions(rendering: .instant))
    let reply = try await bench.post(
      "/v1/images/generations",
      ["model": "grok-imagine-image", "prompt": "a", "response_format": "b64_json"])
    let row = try #require(reply.json["data"]?.elements?.first)
    #expect(row["url"] == nil)
    #expect(row["b64_json"]?.string?.hasPrefix("/9j/") == true)
    #expect(row["mime_type"] == "image/jpeg")
    #expect(bench.studio.pictures.withLock { $0.first?.instant } == true)
  }

  /// What decides over size and quality, in all shapes.
  @Test(arguments: [
    ("{}", "1024x1024", Int64(200_000_000), "grok-imagine-image"),
    (#"{"aspect_ratio":"auto"}"#, "1024x1024", 200_000_000, "grok-imagine-image"),
    (#"{"size":"1792x1024"}"#, "1360x768", 200_000_000, "grok-imagine-image"),
    (#"{"size":"auto"}"#, "1024x1024", 200_000_000, "grok-imagine-image"),
    (
      #"{"size":"1792x1024","aspect_ratio":"1:1"}"#, "1024x1024", 200_000_000,
      "grok-imagine-image"
    ),
    (#"{"resolution":"2k"}"#, "2048x2048", 200_000_000, "grok-imagine-image"),
    (#"{"quality":"hd","style":"vivid"}"#, "1024x1024", 200_000_000, "grok-imagine-image"),
    (#"{"model":"grok-imagine-image-2.0"}"#, "1024x1024", 400_000_000, "grok-imagine-image-2.0"),
    (
      #"{"model":"grok-imagine-image-2.0","quality":"standard"}"#, "1024x1024", 400_000_000,
      "grok-imagine-image-2.0"
    ),
    (
      #"{"model":"grok-imagine-image-2.0","quality":"hd"}"#, "1024x1024", 600_000_000,
      "grok-imagine-image-2.0"
    ),
    (
      #"{"model":"grok-imagine-image-2.0","quality":"high","resolution":"2k"}"#, "2048x2048",
      800_000_000, "grok-imagine-image-2.0"
    ),
    (
      #"{"model":"grok-imagine-image-quality"}"#, "1024x1024", 400_000_000,
      "grok-imagine-image-2.0"
    ),
    (
      #"{"model":"grok-imagine-image-2026-03-02","n":"3"}"#, "1024x1024", 600_000_000,
      "grok-imagine-image"
    ),
    (#"{"n":10,"unknown":{"a":[1]},"user":"u"}"#, "1024x1024", 2_000_000_000, "grok-imagine-image"),
    (#"{"n":null,"image_url":"ignored here"}"#, "1024x1024", 200_000_000, "grok-imagine-image"),
  ])
  func takes(extra: String, size: String, cost: Int64, model: String) async throws {
    let bench = try TestBench()
    var fields = try #require(try JSONValue(parsing: extra.utf8).fields)
    fields["prompt"] = "p"
    let reply = try await bench.post("/v1/images/generations", .object(fields))
    #expect(reply.status == 200, "\(reply.text)")
    #expect(bench.studio.pictures.withLock { $0.first?.size } == PixelSize(size))
    #expect(reply.json["usage"]?["cost_in_usd_ticks"] == .int(cost))
    #expect(reply.json["model"] == .string(model))
  }

  @Test func failureOfTheRendererIsInternal() async throws {
    let bench = try TestBench(studio: FakeStudio(fails: true))
    let reply = try await bench.post("/v1/images/generations", ["prompt": "p"])
    #expect(reply.status == 500)
    #expect(reply.json["code"] == "internal")
    #expect(bench.emulator.ledger.isEmpty)
    #expect(bench.emulator.stats.inFlight.all == 0)
  }
}
