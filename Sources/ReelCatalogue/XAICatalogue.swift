import ReelBasics

extension Catalogue {
  /// xAI's Grok Imagine models, from docs.x.ai as of the date given.
  package static let xai = Catalogue(
    provider: "xai", title: "xAI", asOf: "2026-11-20",
    models: [
      image2, image1, video1, video15, video15Lite,
      retiredImage(
        "grok-imagine-image-quality",
        ["grok-imagine-image-quality-20260403", "grok-imagine-image-quality-latest"], "2026-11-02"),
      retiredImage("grok-imagine-image-pro", [], "2026-05-15"),
      retiredImage("grok-2-image", ["grok-2-image-1212"], nil),
      retiredImage("grok-imagine-v0p9", [], nil),
    ],
    requestFields: [
      "model", "prompt", "n", "image", "images", "image_url", "video", "video_url",
      "reference_images", "last_frame", "keyframes", "response_format", "deferred", "output",
      // Other names for the same: the provider's own, and those of gateways before it.
      "seconds", "input_reference", "reference_image_urls", "size",
    ],
    startsPerSecond: [.image: 5, .video: 1],
    // Nothing is published about polls. Ten a second is a poll of each of fifty jobs every five
    // seconds, as its own clients poll one, and cannot be taken for a flood.
    pollsPerSecond: 10,
    promptCharacters: 8000,
    files: [
      // 10 MiB is what the comments of xAI's proto files allow a picture, 20 MiB what other notes do.
      .image: FileLimits(inline: 10 << 20, maximum: 20 << 20),
      // 20 MiB in base64, as much as one of its messages may have; its Files API takes 50 MB by REST.
      .video: FileLimits(inline: 15 << 20, maximum: 50_000_000),
    ],
    inlineBytesPerRequest: 20 << 20)

  private static let imageRatios = ParameterRule.choice([
    "1:1", "3:4", "4:3", "9:16", "16:9", "2:3", "3:2", "9:19.5", "19.5:9", "9:20", "20:9", "1:2",
    "2:1", "21:9", "5:2", "auto",
  ])
  private static let videoRatios = ParameterRule.choice([
    "16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "21:9", "5:2",
  ])
  private static let user = ParameterRule.text(maximumCharacters: 512)
  private static let storage: ParameterRule = {
    let lifetime = ParameterKey("expires_after", .integer(3600...2_592_000))
    return .object([
      ParameterKey("filename", isRequired: true, .text(maximumCharacters: 255)), lifetime,
      ParameterKey("public_url", .either([.boolean, .object([lifetime])])),
    ])
  }()

  // MARK: Images

  private static let image2: Model = {
    let parameters: [ParameterName: ParameterRule] = [
      .aspectRatio: imageRatios, .resolution: .choice(["1k", "2k"]),
      .quality: .choice(["low", "medium", "auto"]), .storageOptions: storage,
      .user: user,
    ]
    // `auto` is low for generation and medium for edits since 28 Aug 2026.
    func price(auto: [Int64]) -> Price {
      Price(
        unit: .result,
        rates: [
          rate("1k", "low", 400_000_000), rate("2k", "low", 600_000_000),
          rate("1k", "medium", 600_000_000), rate("2k", "medium", 800_000_000),
          rate("1k", "auto", auto[0]), rate("2k", "auto", auto[1]),
        ], perInputImage: Ticks(100_000_000))
    }
    let usual: [ParameterName: ParameterValue] = [
      .resolution: .text("1k"), .quality: .text("auto"),
    ]
    return Model(
      name: "grok-imagine-image-2.0", aliases: [], status: .current, makes: .image,
      operations: [
        .generateImage: OperationRules(
          parameters: parameters,
          usual: usual.merging([.aspectRatio: .text("auto")]) { first, _ in first },
          resultsPerRequest: 4, price: price(auto: [400_000_000, 600_000_000])),
        .editImage: OperationRules(
          parameters: parameters, usual: usual, inputs: [.source: 1...5], resultsPerRequest: 4,
          price: price(auto: [600_000_000, 800_000_000])),
      ])
  }()

  private static let image1: Model = {
    let parameters: [ParameterName: ParameterRule] = [
      .aspectRatio: imageRatios, .resolution: .choice(["1k", "2k"]), .storageOptions: storage,
      .user: user,
    ]
    let price = Price(
      unit: .result, rates: [rate(nil, nil, 200_000_000)], perInputImage: Ticks(20_000_000))
    let usual: [ParameterName: ParameterValue] = [.resolution: .text("1k")]
    return Model(
      name: "grok-imagine-image", aliases: ["grok-imagine-image-2026-03-02"], status: .current,
      makes: .image,
      operations: [
        .generateImage: OperationRules(
          parameters: parameters,
          usual: usual.merging([.aspectRatio: .text("auto")]) { first, _ in first },
          resultsPerRequest: 4, price: price),
        .editImage: OperationRules(
          parameters: parameters, usual: usual, inputs: [.source: 1...3], resultsPerRequest: 4,
          price: price),
      ])
  }()

  private static func retiredImage(
    _ name: String, _ aliases: [String], _ since: String?
  ) -> Model {
    Model(
      name: name, aliases: aliases,
      status: .retired(since: since, successor: "grok-imagine-image-2.0"), makes: .image,
      operations: [:])
  }

  // MARK: Videos

  /// A film that has a shape from nowhere else, and one that takes its input's.
  private static let newFilm: [ParameterName: ParameterValue] = [
    .aspectRatio: .text("16:9"), .resolution: .text("480p"), .duration: .integer(8),
  ]
  private static let following: [ParameterName: ParameterValue] = [
    .resolution: .text("480p"), .duration: .integer(8),
  ]

  private static let video1: Model = {
    let price = videoPrice(["480p": 500_000_000, "720p": 700_000_000], input: 20_000_000)
    let film = filmParameters(resolutions: ["480p", "720p"], seconds: 1...15)
    return Model(
      name: "grok-imagine-video", aliases: [], status: .current, makes: .video,
      operations: [
        .generateVideo: OperationRules(parameters: film, usual: newFilm, price: price),
        .animateImage: OperationRules(
          parameters: film.filter { $0.key != .aspectRatio }, usual: following,
          inputs: [.source: 1...1],
          requiresPrompt: false, price: price),
        .referenceVideo: OperationRules(
          parameters: filmParameters(resolutions: ["480p", "720p"], seconds: 1...10),
          usual: newFilm,
          inputs: [.reference: 1...7], price: price),
        .editVideo: OperationRules(
          parameters: [.storageOptions: storage, .user: user], usual: [:], inputs: [.source: 1...1],
          inputSeconds: 0...8.7,
          price: price),
        .extendVideo: OperationRules(
          parameters: [.duration: .integer(1...10), .storageOptions: storage],
          usual: [.duration: .integer(6)],
          inputs: [.source: 1...1],
          // As the API's description and the SDK have it; one page of the documentation says 15.
          inputSeconds: 2...30, price: price),
      ])
  }()

  private static let video15: Model = {
    let price = videoPrice(
      ["480p": 800_000_000, "720p": 1_400_000_000, "1080p": 2_500_000_000], input: 100_000_000)
    let voices: [ParameterName: ParameterRule] = [.referenceAudios: .texts(maximum: 3)]
    let film = filmParameters(resolutions: ["480p", "720p", "1080p"], seconds: 1...15)
      .merging(voices) { first, _ in first }
    return Model(
      name: "grok-imagine-video-1.5",
      aliases: ["grok-imagine-video-1.5-2026-05-30", "grok-imagine-video-1.5-preview"],
      status: .current, makes: .video,
      operations: [
        .generateVideo: OperationRules(
          parameters: film, usual: newFilm, inputs: [.keyframe: 0...4], price: price),
        .animateImage: OperationRules(
          parameters: film.filter { $0.key != .aspectRatio }, usual: following,
          inputs: [.source: 1...1, .lastFrame: 0...1, .keyframe: 0...4], requiresPrompt: false,
          price: price),
        .referenceVideo: OperationRules(
          parameters: filmParameters(resolutions: ["480p", "720p"], seconds: 1...15)
            .merging(voices) { first, _ in first },
          usual: newFilm,
          inputs: [.reference: 1...7], price: price),
      ])
  }()

  private static let video15Lite: Model = {
    let price = videoPrice(
      ["480p": 200_000_000, "720p": 300_000_000, "1080p": 1_400_000_000], input: 100_000_000)
    let film = filmParameters(resolutions: ["480p", "720p", "1080p"], seconds: 1...15)
    return Model(
      name: "grok-imagine-video-1.5-lite", aliases: [], status: .current, makes: .video,
      operations: [
        .generateVideo: OperationRules(parameters: film, usual: newFilm, price: price),
        .animateImage: OperationRules(
          parameters: film.filter { $0.key != .aspectRatio }, usual: following,
          inputs: [.source: 1...1],
          requiresPrompt: false, price: price),
      ])
  }()

  private static func filmParameters(
    resolutions: [String], seconds: ClosedRange<Int>
  ) -> [ParameterName: ParameterRule] {
    [
      .aspectRatio: videoRatios, .resolution: .choice(resolutions), .duration: .integer(seconds),
      .generateAudio: .boolean, .storageOptions: storage,
      .user: user,
    ]
  }

  private static func videoPrice(_ rates: [String: Int64], input: Int64) -> Price {
    Price(
      unit: .second,
      rates: rates.sorted { $0.value < $1.value }.map { rate($0.key, nil, $0.value) },
      perInputImage: Ticks(input))
  }

  private static func rate(_ resolution: String?, _ quality: String?, _ ticks: Int64) -> Price.Rate
  {
    Price.Rate(resolution: resolution, quality: quality, ticks: Ticks(ticks))
  }
}
