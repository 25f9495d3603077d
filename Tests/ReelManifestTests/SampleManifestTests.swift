import ReelBasics
import ReelCatalogue
import ReelPlan
import ReelTestSupport
import Testing

@testable import ReelManifest

/// The sample of the manifest's description, decoded to the last value.
@Suite struct SampleManifestTests {
  private func load(_ name: String, environment: [String: String] = [:]) throws -> LoadedManifest {
    let files = InMemoryFileReader(texts: [
      "/project/assets/logo.png": "1", "/project/assets/mark": "2", "/project/assets/mask.png": "3",
      "/project/prompts/cover.txt": "\u{FEFF}The ${brand} mark\non a cup\n",
      "/project/data/years.csv": "2026,2027\nMug,Tee\n",
    ])
    var options = ManifestOptions()
    options.environment = Environment(environment)
    let bytes = try Fixtures.bytes("good/" + name)
    return LoadedManifest(bytes: bytes, files: files, options: options)
  }

  private func inputs(_ asset: Asset) -> [String] {
    asset.inputs.map { input in
      let target =
        switch input.target {
        case .asset(let id, let variant): "\(id)" + (variant.map { "#\($0)" } ?? "")
        case .file(let path): path
        case .url(let address): address
        }
      return "\(input.role.rawValue) \(input.medium) \(target)"
    }
  }

  @Test func `the sample has no findings`() throws {
    let loaded = try load("sample.yaml")
    #expect(loaded.findings == [])
    let manifest = try #require(loaded.manifest)
    #expect(manifest.file == "test.yaml")
    #expect(manifest.folder == "/project")
    #expect(manifest.stem == "test")
    #expect(manifest.name == "spring-campaign")
    #expect(manifest.output == "out/spring")
    #expect(
      manifest.provider == ProviderSettings(name: "xai", baseURL: nil, apiKeyEnv: "XAI_API_KEY"))
    #expect(manifest.limits == Limits())
    #expect(manifest.files == ["/project/test.yaml"])
    #expect(loaded.graph?.order == [0, 1, 2, 3, 4, 5])
    #expect(
      manifest.assets.map(\.id.text) == [
        "storefront", "storefront-night", "sign", "clip", "clip-rain", "clip-long",
      ])
  }

  @Test func `values of every shape are read`() throws {
    let loaded = try load("shapes.yaml")
    #expect(loaded.findings == [])
    #expect(
      loaded.manifest?.assets.map(\.prompt) == [
        "Mug 8 5 calm Nord bright", "Mug 8 5 loud Nord bright", "Tee   calm Nord bright", "2027",
        "no",
        "A Mug",
      ])
    #expect(loaded.asset("true")?.timeout == .seconds(30))
    #expect(loaded.asset("after")?.timeout == .seconds(5))
  }

  @Test func `each asset of the sample is what it says`() throws {
    let assets = try #require(try load("sample.yaml").manifest).assets
    #expect(
      assets.map(\.operation) == [
        .generateImage, .editImage, .editImage, .animateImage, .editVideo, .extendVideo,
      ])
    #expect(
      assets.map(\.model) == [
        "grok-imagine-image-2.0", "grok-imagine-image-2.0", "grok-imagine-image-2.0",
        "grok-imagine-video", "grok-imagine-video", "grok-imagine-video",
      ])
    #expect(
      assets.map(inputs) == [
        [], ["source image storefront"],
        ["source image storefront-night", "source image /project/assets/logo.png"],
        ["source image sign"], ["source video clip"], ["source video clip-rain"],
      ])
    #expect(
      assets.map(\.parameters) == [
        [.aspectRatio: .text("16:9"), .resolution: .text("2k")],
        // An edit of one picture has that picture's shape.
        [.resolution: .text("2k")],
        [.aspectRatio: .text("16:9"), .resolution: .text("2k")],
        [.resolution: .text("720p"), .duration: .integer(8)],
        // A default that an operation does not take is left out.
        [:], [.duration: .integer(6)],
      ])
    #expect(assets.map(\.count) == [4, 1, 1, 1, 1, 1])
    #expect(assets.map(\.pick) == [.number(2), .absent, .absent, .absent, .absent, .absent])
    #expect(assets[0].prompt == "Northwind Coffee storefront at golden hour, photorealistic")
    #expect(assets[0].location.description == "test.yaml:17:3")
    #expect(assets[0].operationLocation.description == "test.yaml:18:5")
    #expect(assets[2].inputs[1].location.description == "test.yaml:28:30")
    #expect(
      assets.map { $0.output.path(variant: 1, of: $0.count, format: "jpg") } == [
        "storefront-1.jpg", "storefront-night.jpg", "sign.jpg", "clip.jpg", "clip-rain.jpg",
        "spring-long.mp4",
      ])
    for asset in assets {
      #expect(asset.take == 1 && asset.extra.isEmpty && asset.needs.isEmpty && asset.tags.isEmpty)
      #expect(asset.finishing.size == nil && asset.finishing.mask == nil)
      #expect(!asset.skipsWhenModerated && asset.timeout == nil && asset.attempts == nil)
    }
  }

  @Test func `every key is read`() throws {
    let loaded = try load("every-key.yaml")
    #expect(loaded.faults == [])
    let manifest = try #require(loaded.manifest)
    #expect(manifest.provider.baseURL == "https://us.api.x.ai/v1")
    #expect(manifest.files == ["/project/test.yaml", "/project/prompts/cover.txt"])
    var limits = Limits()
    limits.concurrency = 6
    limits.requestsPerMinute = 90.5
    limits.images = Limits.Medium(concurrency: 4, requestsPerMinute: 60)
    limits.videos = Limits.Medium(concurrency: 2, requestsPerMinute: 30)
    limits.budget = Ticks(125_000_000_000)
    limits.timeout = .seconds(900)
    limits.attempts = 5
    #expect(manifest.limits == limits)
    #expect(!manifest.provenance.isEmbedded && manifest.provenance.givesPrompt)
    #expect(manifest.provenance.hasSidecar)
    let still = try #require(loaded.asset("still"))
    #expect(still.prompt == "A Northwind shop in Bergen for ${sum}, worth 1.10")
    #expect(
      still.parameters == [
        .aspectRatio: .text("16:9"), .resolution: .text("2k"), .quality: .text("low"),
        .user: .text("someone-else"),
      ])
    #expect(still.finishing.size == PixelSize(width: 1200, height: 628))
    #expect(still.finishing.fit == .contain)
    #expect(still.count == 3 && still.pick == .ask && still.take == 2)
    #expect(still.output.path(variant: 2, of: 3, format: "jpg") == "stills/Northwind-16x9-2.png")
    #expect(still.skipsWhenModerated)
    #expect(still.needs.map(\.id.text) == ["cover"])
    #expect(still.tags == ["spring", "2027"])
    #expect(still.description == "Every key of a generated image")
    #expect(still.timeout == .seconds(90) && still.attempts == 3)
    #expect(
      still.extra == [
        "seed": 7, "steps": 16, "strength": .double(0.5),
        "nested": ["list": [1, "two", .null, false], "note": "Bergen"],
      ])
  }

  @Test func `every form of a reference is read`() throws {
    let loaded = try load("every-key.yaml", environment: ["TOWN": "Oslo"])
    #expect(loaded.asset("still")?.prompt == "A Northwind shop in Oslo for ${sum}, worth 1.10")
    let cover = try #require(loaded.asset("cover"))
    #expect(cover.prompt == "The Northwind mark\non a cup")
    #expect(
      inputs(cover) == [
        "source image /project/assets/logo.png", "source image /project/assets/mark",
        "source image /project/assets/logo.png", "source image https://example.com/a.png",
      ])
    #expect(cover.finishing.mask?.target == .file(path: "/project/assets/mask.png"))
    // The nearest ratio and the smallest class, over what `defaults` says.
    #expect(cover.parameters[.aspectRatio] == .text("1:1"))
    #expect(cover.parameters[.resolution] == .text("1k"))
    #expect(try inputs(#require(loaded.asset("picked"))) == ["source image still#3"])
    #expect(try inputs(#require(loaded.asset("again"))) == ["source image still#2"])
    let film = try #require(loaded.asset("film"))
    #expect(film.operation == .referenceVideo && film.prompt == "no")
    #expect(inputs(film) == ["reference image /project/assets/logo.png", "reference image picked"])
    #expect(
      film.parameters == [
        .aspectRatio: .text("21:9"), .resolution: .text("720p"), .duration: .integer(10),
        .generateAudio: .boolean(true), .user: .text("tester"),
      ])
    #expect(loaded.asset("plain")?.prompt == "007")
    #expect(loaded.asset("plain")?.parameters[.generateAudio] == .boolean(false))
    let moving = try #require(loaded.asset("moving"))
    #expect(moving.prompt == nil)
    #expect(inputs(moving) == ["source image cover", "last-frame image picked"])
    #expect(
      moving.parameters == [
        .resolution: .text("480p"), .duration: .integer(3), .generateAudio: .boolean(true),
        .user: .text("tester"),
      ])
    #expect(try inputs(#require(loaded.asset("wet"))) == ["source video https://example.com/rain"])
    #expect(loaded.asset("wet")?.parameters == [.user: .text("tester")])
    #expect(loaded.asset("longer")?.prompt == "It stops: \u{2600}")
    #expect(loaded.asset("longer")?.parameters == [.duration: .integer(2)])
  }

  @Test("An operation stands where its key does, also where that comes by an alias or a merge")
  func operationPlaces() throws {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        kite: &kite {prompt: A kite, &verb generate: image}
        moon: {<<: *kite, prompt: The moon}
        star: {prompt: A star, *verb : video}
      """)
    #expect(loaded.findings == [])
    #expect(
      ["kite", "moon", "star"].map { loaded.asset($0)?.operationLocation.description } == [
        "test.yaml:3:32", "test.yaml:3:32", "test.yaml:5:26",
      ])
  }
}
