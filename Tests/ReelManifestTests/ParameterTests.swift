import ReelBasics
import ReelCatalogue
import ReelTestSupport
import Testing

@testable import ReelManifest

/// What an asset asks for: its own words, defaults beneath, and what a size needs.
@Suite struct ParameterTests {
  private func parameters(
    _ asset: String, defaults: String = "{}"
  ) -> [ParameterName: ParameterValue]? {
    let loaded = LoadedManifest(
      "version: 1\ndefaults: \(defaults)\nassets:\n  x: {\(asset), prompt: A}\n",
      files: InMemoryFileReader(texts: [
        "/project/a.png": "", "/project/b.png": "", "/project/a.mp4": "",
      ]))
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    #expect(errors == [], "\(asset)")
    return loaded.asset("x")?.parameters
  }

  private static let all =
    "{image: {aspect_ratio: 4:3, resolution: 2k, user: me}, "
    + "video: {aspect_ratio: 9:16, resolution: 720p, duration: 6, generate_audio: false, user: me}}"

  @Test func `defaults are taken where the operation takes them`() {
    let film: [ParameterName: ParameterValue] = [
      .aspectRatio: .text("9:16"), .resolution: .text("720p"), .duration: .integer(6),
      .generateAudio: .boolean(false), .user: .text("me"),
    ]
    let image: [ParameterName: ParameterValue] = [
      .aspectRatio: .text("4:3"), .resolution: .text("2k"), .user: .text("me"),
    ]
    func without(_ name: ParameterName) -> (ParameterName, ParameterValue) -> Bool {
      { key, _ in key != name }
    }
    #expect(parameters("generate: image", defaults: Self.all) == image)
    #expect(parameters("edit: [./a.png, ./b.png]", defaults: Self.all) == image)
    #expect(
      parameters("edit: ./a.png", defaults: Self.all) == image.filter(without(.aspectRatio)))
    #expect(parameters("generate: video", defaults: Self.all) == film)
    #expect(parameters("generate: video, references: [./a.png]", defaults: Self.all) == film)
    #expect(
      parameters("animate: ./a.png", defaults: Self.all) == film.filter(without(.aspectRatio)))
    #expect(parameters("edit: ./a.mp4", defaults: Self.all) == [.user: .text("me")])
    #expect(parameters("extend: ./a.mp4", defaults: Self.all) == [.duration: .integer(6)])
  }

  @Test func `the asset's own words win`() {
    #expect(
      parameters("generate: image, aspect_ratio: 1:1", defaults: Self.all)?[.aspectRatio]
        == .text("1:1"))
    #expect(parameters("generate: image") == [:])
  }

  @Test(arguments: [
    // The nearest ratio, the smallest class that covers it.
    ("1024x1024", "1:1", "1k"), ("1200x628", "2:1", "1k"), ("1080x1920", "9:16", "2k"),
    ("100x100", "1:1", "1k"), ("2048x2048", "1:1", "2k"), ("1025x1024", "1:1", "2k"),
    ("1x16384", "9:20", "2k"), ("3440x1440", "21:9", "2k"), ("1500x500", "5:2", "1k"),
  ])
  func `a size asks for a ratio and a class`(size: String, ratio: String, resolution: String) {
    #expect(
      parameters("generate: image, size: \(size)") == [
        .aspectRatio: .text(ratio), .resolution: .text(resolution),
      ])
  }

  @Test func `a size gives way to what the asset names, not to defaults`() {
    #expect(
      parameters("generate: image, size: 100x100, aspect_ratio: 16:9, resolution: 2k") == [
        .aspectRatio: .text("16:9"), .resolution: .text("2k"),
      ])
    #expect(
      parameters("generate: image, size: 100x100", defaults: Self.all) == [
        .aspectRatio: .text("1:1"), .resolution: .text("1k"), .user: .text("me"),
      ])
    #expect(
      parameters("edit: ./a.png, size: 100x200") == [.resolution: .text("1k")],
      "the edit of one picture has that picture's shape")
  }

  @Test func `a model that is newer than this version is asked as it is written`() {
    let loaded = LoadedManifest(
      """
      version: 1
      assets:
        x:
          generate: image
          model: grok-imagine-image-3.0
          prompt: A
          resolution: 8k
          quality: "2"
          aspect_ratio: 16:9
          duration: 40
      """)
    #expect(loaded.findings == ["model.untested 5:12"])
    #expect(loaded.diagnostics.first?.severity == .warning)
    #expect(
      loaded.asset("x")?.parameters == [
        .resolution: .text("8k"), .quality: .text("2"), .aspectRatio: .text("16:9"),
        .duration: .integer(40),
      ])
  }

  @Test func `another server's models are its own`() {
    var options = ManifestOptions()
    options.baseURL = "http://127.0.0.1:8080/v1"
    let loaded = LoadedManifest(
      "version: 1\nassets: {x: {generate: image, prompt: A, model: grok-imagin-image}}",
      options: options)
    #expect(loaded.findings == [])
    #expect(loaded.asset("x")?.model == "grok-imagin-image")
  }

  @Test func `an alias of a model is a model`() {
    let loaded = LoadedManifest(
      "version: 1\nassets: {x: {generate: image, prompt: A, model: grok-imagine-image-2026-03-02}}")
    #expect(loaded.findings == [])
    #expect(loaded.asset("x")?.model == "grok-imagine-image-2026-03-02")
  }

  /// Every operation that takes a length, of every model.
  @Test(arguments: ReelCatalogue.Operation.allCases)
  func `a length is one that the operation takes`(operation: ReelCatalogue.Operation) {
    let asset: String =
      switch operation {
      case .generateImage: "generate: image"
      case .editImage: "edit: ./a.png"
      case .generateVideo: "generate: video"
      case .referenceVideo: "generate: video, references: [./a.png]"
      case .animateImage: "animate: ./a.png"
      case .editVideo: "edit: ./a.mp4"
      case .extendVideo: "extend: ./a.mp4"
      }
    func findings(_ model: String, _ seconds: Int) -> [String] {
      let loaded = LoadedManifest(
        "version: 1\nassets:\n  x: {\(asset), model: \(model), prompt: A, duration: \(seconds)}\n",
        files: InMemoryFileReader(texts: ["/project/a.png": "", "/project/a.mp4": ""]))
      return loaded.diagnostics.map(\.code.rawValue)
    }
    for model in Catalogue.xai.models(for: operation) {
      guard case .integer(let range)? = model.operations[operation]?.parameters[.duration] else {
        #expect(findings(model.name, 5) == ["parameter.not-taken"], "\(model.name)")
        continue
      }
      for seconds in [range.lowerBound, range.upperBound] {
        #expect(findings(model.name, seconds) == [], "\(model.name) \(seconds)")
      }
      for seconds in [range.lowerBound - 1, range.upperBound + 1] {
        #expect(findings(model.name, seconds) == ["parameter.value"], "\(model.name) \(seconds)")
      }
    }
  }

  /// A manifest with storage options as defaults, in a profile, and of the asset itself.
  private func storing(_ defaults: String, _ profile: String, _ own: String?) -> LoadedManifest {
    var options = ManifestOptions()
    options.profile = "p"
    return LoadedManifest(
      """
      version: 1
      defaults: {image: {storage_options: \(defaults)}}
      profiles: {p: {defaults: {image: {storage_options: \(profile)}}}}
      assets: {x: {generate: image, prompt: A\(own.map { ", storage_options: \($0)" } ?? "")}}
      """, options: options)
  }

  @Test(
    arguments: [
      (nil, ["filename": "a.jpg", "expires_after": 5000]),
      ("{public_url: true}", ["filename": "a.jpg", "expires_after": 5000, "public_url": true]),
      ("{filename: b.jpg, expires_after: 6000}", ["filename": "b.jpg", "expires_after": 6000]),
    ] as [(String?, JSONValue)])
  func `storage options of several layers are one mapping`(own: String?, expected: JSONValue) {
    let loaded = storing("{filename: a.jpg, expires_after: 1}", "{expires_after: 5000}", own)
    #expect(loaded.findings == [])
    #expect(loaded.asset("x")?.parameters[.storageOptions] == .json(expected))
  }

  @Test(
    arguments: [
      ("{filename: a.jpg, expires_after: 1}", "{public_url: true}", "{public_url: false}", "2:37"),
      ("{filename: a.jpg, expires_after: 1}", "{expires_after: 2}", "{public_url: true}", "3:52"),
      ("{filename: a.jpg}", "{expires_after: 2}", "{name: b.jpg}", "4:59"),
      ("{public_url: true}", "{expires_after: 5000}", "{public_url: false}", "4:59"),
      ("{public_url: true}", "{expires_after: 5000}", nil, "3:52"),
      ("[a.jpg]", "{filename: a.jpg}", nil, "2:37"),
    ] as [(String, String, String?, String)])
  func `a mistake in storage options stands in the uppermost layer that has it`(
    defaults: String, profile: String, own: String?, place: String
  ) {
    #expect(storing(defaults, profile, own).findings == ["parameter.value \(place)"])
  }

  @Test(arguments: ["user: %", "model: grok-%", "storage_options: {filename: %.png}"])
  func `what looks alike is asked for as it is spelt`(setting: String) throws {
    let spellings = ["caf\u{e9}", "cafe\u{301}"]
    let assets = spellings.enumerated().map { number, spelling in
      "  x\(number): {generate: image, prompt: A, \(setting.replacing("%", with: spelling))}\n"
    }
    let loaded = LoadedManifest("version: 1\nassets:\n" + assets.joined())
    for (number, spelling) in spellings.enumerated() {
      let asset = try #require(loaded.asset("x\(number)"))
      let asked = ([asset.model] + asset.parameters.values.map(\.description)).joined()
      #expect(Array(asked.utf8).firstRange(of: Array(spelling.utf8)) != nil, "\(asked)")
    }
  }

  @Test(arguments: ["seconds: 15", "input_reference: {url: u}", "keyframes: []"])
  func `what Reel sends goes by no other name either`(extra: String) {
    let loaded = LoadedManifest(
      "version: 1\nassets: {x: {generate: video, prompt: A, extra: {\(extra)}}}")
    #expect(loaded.findings == ["parameter.in-extra 2:50"])
  }

  @Test func `extra of defaults lies beneath the asset's`() {
    let loaded = LoadedManifest(
      """
      version: 1
      defaults: {image: {extra: {seed: 1, steps: 2}}}
      assets: {x: {generate: image, prompt: A, extra: {seed: 3, quality: high}}}
      """)
    // The model does not take a quality, so it may be sent as it is.
    #expect(loaded.findings == [])
    #expect(loaded.asset("x")?.extra == ["seed": 3, "steps": 2, "quality": "high"])
  }

  @Test(arguments: [
    ("generate: image, resolution: 4k", "did you mean '1k'? it takes 1k, 2k"),
    ("generate: image, aspect_ratio: 17:9", "did you mean '16:9'? it takes "),
    ("animate: ./a.png, last_frame: ./b.png", "with 'model:' grok-imagine-video-1.5"),
  ])
  func `what is not taken is said with what is`(asset: String, help: String) throws {
    let loaded = LoadedManifest(
      "version: 1\nassets:\n  x: {\(asset), prompt: A}\n",
      files: InMemoryFileReader(texts: ["/project/a.png": "", "/project/b.png": ""]))
    let finding = try #require(loaded.diagnostics.first { $0.severity == .error })
    #expect(finding.help?.hasPrefix(help) == true, "\(finding)")
  }

  @Test func `what has no effect is asked for all the same`() {
    let loaded = LoadedManifest(
      "version: 1\nassets: {x: {edit: ./a.png, prompt: A, aspect_ratio: 16:9}}",
      files: InMemoryFileReader(texts: ["/project/a.png": ""]))
    #expect(loaded.diagnostics.map(\.code) == [.parameterIgnored])
    #expect(loaded.diagnostics.first?.help?.hasSuffix("taking it out asks again") == true)
    #expect(loaded.asset("x")?.parameters == [.aspectRatio: .text("16:9")])
  }

  @Test func `a newer model is given lists and mappings too`() {
    let loaded = LoadedManifest(
      """
      version: 1
      defaults: {video: {storage_options: {ttl: 60}}}
      assets:
        x:
          generate: video
          model: grok-future-9
          prompt: A
          duration: 6
          reference_audios: [eve, "7"]
      """)
    #expect(loaded.findings == ["model.untested 6:12"])
    let parameters = loaded.asset("x")?.parameters
    #expect(parameters?[.referenceAudios] == .json(["eve", "7"]))
    #expect(parameters?[.storageOptions] == .json(["ttl": 60]))
    #expect(parameters?[.duration] == .integer(6))
  }
}
