import ReelBasics

/// The keys of a manifest's top level and of what stands below it, assets aside.
enum ManifestFields {
  /// What assets, sources, profiles and variables may be called.
  static let assetNames = "^[A-Za-z][A-Za-z0-9_.-]*$"
  static let profileNames = "^[A-Za-z][A-Za-z0-9_-]*$"
  static let variableNames = "^(?!index$)[A-Za-z_][A-Za-z0-9_-]*$"

  // MARK: Provider

  static let providerName = Field(
    "name", .choice(["xai"]), required: true, "The provider.", examples: ["xai"])
  static let baseURL = Field(
    "base_url", .text,
    "Where its API is. Outside the provider's own domains it counts only if the command line says "
      + "the same: a manifest cannot send the key elsewhere.",
    examples: ["https://us.api.x.ai/v1"])
  static let apiKeyEnv = Field(
    "api_key_env", .text,
    "The environment variable that holds the key. Another than the usual one counts only if the "
      + "command line says the same.", examples: ["XAI_API_KEY"])
  static let chain = Field(
    "chain", .choice(ProviderSettings.Chain.allCases.map(\.rawValue)),
    "How a result becomes an input: its bytes are sent (bytes), or the provider keeps it for a week "
      + "and is told its name (stored). bytes where absent.", examples: ["stored"])
  static let deferred = Field(
    "deferred", .boolean,
    "Whether images are asked for as jobs and collected, as videos are. false where absent.",
    examples: [true])
  static let provider = [providerName, baseURL, apiKeyEnv, chain, deferred]
  /// Of a profile, which lies over the manifest's own.
  static let partialProvider = Field(
    "provider",
    .either([
      .choice(["xai"]),
      .mapping([
        Field("name", providerName.shape, providerName.summary, examples: providerName.examples),
        baseURL, apiKeyEnv, chain, deferred,
      ]),
    ]), "Who makes the media.", examples: [["deferred": true]])

  // MARK: Limits

  static let concurrency = Field(
    "concurrency", .integer(1...1024), "How many requests may be under way at once.",
    examples: [8])
  static let requestsPerMinute = Field(
    "requests_per_minute", .number(0.001...1_000_000), "How many requests may start in a minute.",
    examples: [120])
  static let mediumLimits = [concurrency, requestsPerMinute]
  static let images = Field(
    "images", .mapping(mediumLimits), "Limits of requests for images alone.")
  static let videos = Field(
    "videos", .mapping(mediumLimits), "Limits of requests for videos alone.")
  static let budget = Field(
    "budget", .dollars, "The most that one run may spend, in US dollars.", examples: ["12.50"])
  static let timeout = Field(
    "timeout", .timeSpan, "How long one asset may take; in seconds, or as 90s, 15m, 1h.",
    examples: ["15m"])
  static let attempts = Field(
    "attempts", .integer(1...20), "How often a request is tried where nothing was billed.",
    examples: [5])
  static let limits = [
    concurrency, requestsPerMinute, images, videos, budget, timeout, attempts,
  ]

  // MARK: Provenance

  static let provenanceXMP = Field(
    "xmp", .boolean,
    "Whether outputs say what made them, as XMP in JPEG, PNG, WebP and MP4. true where absent; with "
      + "false they are the provider's bytes as they came.", examples: [false])
  static let provenanceSidecar = Field(
    "sidecar", .boolean,
    "Whether every output has a file beside it that says the same, 'sign.jpg.xmp' beside 'sign.jpg'. "
      + "false where absent.", examples: [true])
  static let provenancePrompt = Field(
    "prompt", .boolean,
    "Whether they hold the prompt itself, for everybody who has the file, and not only its SHA-256. "
      + "false where absent.", examples: [true])
  static let provenance = [provenanceXMP, provenanceSidecar, provenancePrompt]

  // MARK: Sources and variables

  static let sourceFile = Field(
    "file", .text, "A path, relative to the manifest.", examples: ["assets/logo.png"])
  static let sourceURL = Field(
    "url", .text, "An address that the provider fetches.",
    examples: ["https://example.com/logo.png"])
  static let sourceMedium = Field(
    "medium", .choice(["image", "video"]), "What it is, where the extension does not tell.")
  static let source = [
    sourceFile, sourceURL, sourceMedium,
    Field("description", .text, "Words for people."),
  ]
  static let environmentName = Field(
    "env", .text, required: true, "The environment variable that holds the value; never a key's.",
    examples: ["BRAND"])
  static let environmentDefault = Field(
    "default", .text, "The value where the environment has none.")

  // MARK: Top level

  static let version = Field(
    "version", .exactly(1), required: true, "The version of this format.", examples: [1])
  static let name = Field(
    "name", .text, "What the manifest is called; the file's name where absent.",
    examples: ["spring-campaign"])
  static let providerField = Field(
    "provider", .either([.choice(["xai"]), .mapping(provider)]), "Who makes the media.",
    examples: ["xai"])
  static let output = Field(
    "output", .path, "The directory of the results, inside the manifest's folder.",
    examples: ["out/spring"])
  static let variables = Field(
    "variables",
    .dictionary(
      names: variableNames,
      .either([
        .text, .nothing, .mapping([environmentName, environmentDefault]), .fields,
      ])),
    "Values for `${…}`, taken as they are spelt.", examples: [["brand": "Northwind Coffee"]])
  static let defaults = Field(
    "defaults",
    .mapping(
      [
        Field("image", .mapping(AssetFields.defaults), "Beneath every asset that makes an image."),
        Field("video", .mapping(AssetFields.defaults), "Beneath every asset that makes a video."),
      ]
        + AssetFields.operations.map {
          Field($0.name, .mapping(AssetFields.defaults), "Beneath every asset with this operation.")
        }),
    "Parameters beneath every asset that makes this medium, or has this operation, and takes them; "
      + "those of the operation win.",
    examples: [["image": ["aspect_ratio": "16:9"], "animate": ["duration": 6]]])
  static let limitsField = Field(
    "limits", .mapping(limits), "How much may happen at once, and in all.",
    examples: [["concurrency": 6]])
  static let provenanceField = Field(
    "provenance", .mapping(provenance),
    "What outputs say of where they come from. It is done on this machine and changes nothing that "
      + "is asked for.", examples: [["prompt": true]])
  static let sources = Field(
    "sources",
    .dictionary(names: assetNames, .either([.text, .named("source", .mapping(source))])),
    "Files and addresses given a name.", examples: [["logo": "assets/logo.png"]])
  static let assets = Field(
    "assets", .dictionary(names: assetNames, .named("asset", .mapping(AssetFields.all))),
    "The shot list: what is made, by id. Only a manifest that includes others may lack it.",
    examples: [["hello": ["generate": "image", "prompt": "A red kite"]]])
  static let include = Field(
    "include", .list(.text),
    "Manifests whose variables, defaults, sources and assets join this one; what this one says wins.",
    examples: [["common/brand.yaml"]])
  static let profileFields = [
    variables, defaults, partialProvider, limitsField, provenanceField, output,
  ]
  static let profiles = Field(
    "profiles", .dictionary(names: profileNames, .named("profile", .mapping(profileFields))),
    "Variants of the manifest, laid over it by `--profile`; each has its own outputs and lock file.",
    examples: [["draft": ["defaults": ["image": ["resolution": "1k"]]]]])

  static let all = [
    version, name, include, providerField, output, variables, defaults, profiles, limitsField,
    provenanceField, sources, assets,
  ]

  /// The long forms of a reference.
  static let referenceAsset = Field(
    "asset", .text, required: true, "The id of an asset or the name of a source.")
  static let referenceVariant = Field(
    "variant", .integer(1...10), "Which of its variants, from 1.")
  static let referenceFile = Field("file", .text, required: true, "A path.")
  static let referenceURL = Field("url", .text, required: true, "An address.")
  static let referenceMedium = Field(
    "medium", .choice(["image", "video"]), "What it is, where the extension does not tell.")
  static let reference: [[Field]] = [
    [referenceAsset, referenceVariant], [referenceFile, referenceMedium],
    [referenceURL, referenceMedium],
  ]
}
