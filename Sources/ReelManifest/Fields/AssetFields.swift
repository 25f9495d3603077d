import ReelBasics
import ReelCatalogue

/// The keys of an asset.
enum AssetFields {
  // MARK: Operations

  static let generate = Field(
    "generate", .choice(["image", "video"]),
    "Make an image or a video from words; a video also from pictures it is to be like "
      + "(`references`).", examples: ["image"])
  static let edit = Field(
    "edit", .either([.reference, .filledList(.reference)]),
    "Change an image or a video, or compose several images into one.",
    examples: ["storefront", ["storefront", "logo"]])
  static let animate = Field(
    "animate", .reference, "Make a video that begins with this image.", examples: ["storefront"])
  static let extend = Field(
    "extend", .reference, "Make a longer video that begins with this one.", examples: ["clip"])

  static let operations = [generate, edit, animate, extend]

  // MARK: What is asked for

  static let prompt = Field(
    "prompt",
    .either([
      .words, .mapping([Field("file", .text, required: true, "A text file with the words.")]),
    ]
    ),
    "The words that the provider is given: a text, or a file that holds it; its lines are sent with "
      + "LF, however the file ends them. The line break at a file's end does not count; that of a "
      + "block does, unless it begins with `|-` or `>-`.",
    examples: ["A storefront at golden hour, photorealistic", ["file": "prompts/clip.txt"]])
  static let model = Field(
    "model", .text,
    "The model that is asked. Version 1 of the manifest takes "
      + "`grok-imagine-image` and `grok-imagine-video` where it is absent.",
    examples: ["grok-imagine-image-2.0", "grok-imagine-video-1.5"])
  static let references = Field(
    "references", .filledList(.reference), "Pictures that a generated video is to be like.",
    examples: [["mascot", "logo"]])
  static let lastFrame = Field(
    "last_frame", .reference, "The picture that an animation ends on, where the model can.",
    examples: ["storefront-night"])
  static let keyframeImage = Field("image", .reference, required: true, "The picture.")
  static let keyframeMoment = Field(
    "at", .number(0...60), required: true, "The moment, in seconds from the start.",
    examples: [2])
  static let keyframes = Field(
    "keyframes", .list(.mapping([keyframeImage, keyframeMoment])),
    "Pictures that a film passes at moments inside it, in thirds of a second, where the model can.",
    examples: [[["image": "storefront", "at": 2]]])
  static let extra = Field(
    "extra", .json,
    "Further fields, sent as they are in the request; never ones that Reel sends itself.",
    examples: [["seed": 7]])
  static let take = Field(
    "take", .integer(1...1_000_000),
    "Raise it to ask for another attempt at the same words; earlier ones are kept.", examples: [2])
  static let count = Field(
    "count", .integer(1...10), "How many variants of an image.", examples: [4])

  // MARK: What becomes of it

  static let pick = Field(
    "pick", .either([.integer(1...10), .choice(["ask"])]),
    "The variant that others build on, from 1; `ask` waits until a person has chosen.",
    examples: [2, "ask"])
  static let size = Field(
    "size", .pixels, "Exact width and height of an image in pixels.", examples: ["1200x628"])
  static let fit = Field(
    "fit", .choice(["cover", "contain"]),
    "How the picture fills `size`: cropped (`cover`, where absent) or with a border.",
    examples: ["contain"])
  static let mask = Field(
    "mask", .reference,
    "An image with alpha, of the first input's size: transparent where the edit may show.",
    examples: ["masks/sign.png"])
  static let output = Field(
    "output", .path,
    "Where the result goes, below the output directory; its id where absent. An extension (png, "
      + "jpg, jpeg, webp, mp4) is a promise: the result is converted where it differs.",
    examples: ["banners/sign.png", "shots/${index}.jpg"])

  // MARK: Many of it

  static let rowsPath = Field(
    "file", .text, required: true, "A data file: csv, tsv, json, ndjson or yaml.",
    examples: ["data/products.csv"])
  static let rowsKey = Field(
    "key", .text, "The column that calls the rows; their number, as `row`, where absent.",
    examples: ["sku"])
  static let rowsFile = [rowsPath, rowsKey]
  static let matrix = Field(
    "matrix", .named("matrix", .json),
    "Makes the asset into many: one for every combination of the values of its axes.",
    examples: [
      ["product": ["mug", "tee"], "ratio": ["16:9", "9:16"]],
      ["rows": ["file": "data/products.csv", "key": "sku"]],
    ])

  // MARK: How it is run

  static let needs = Field(
    "needs", .list(.text), "Assets that must be done first, though nothing comes from them.",
    examples: [["storefront"]])
  static let onModerated = Field(
    "on_moderated", .choice(["fail", "skip"]),
    "What the provider's moderation means: a failure (where absent), or that it and all that "
      + "needs it is left out.", examples: ["skip"])
  static let timeout = Field(
    "timeout", .timeSpan, "How long it may take; in seconds, or as 90s, 15m, 1h.", examples: ["15m"]
  )
  static let attempts = Field(
    "attempts", .integer(1...20), "How often it is tried where nothing was billed.", examples: [5])
  static let tags = Field(
    "tags", .list(.text), "Words to select by.", examples: [["spring", "draft"]])
  static let description = Field(
    "description", .text, "Words for people; never sent.", examples: ["The shop from outside"])

  /// Every parameter of the catalogue, with the values that some model takes.
  static let parameters: [Field] = ParameterName.all.map { name in
    Field(name.key, shape(of: Catalogue.xai.rules(for: name)), name.summary)
  }

  static let all = table.fields

  /// The operations stand first, so that their names have the first numbers.
  static let table = FieldTable(
    operations + [prompt, model] + parameters + [
      references, lastFrame, keyframes, mask, size, fit, count, pick, take, output, matrix,
      onModerated,
      needs, tags,
      description, timeout, attempts, extra,
    ])

  /// The number of the name of ``matrix``.
  static let matrixName = table.names.number(of: matrix.name)

  /// The keys of `defaults.image` and `defaults.video`.
  static let defaults: [Field] = [model] + parameters + [extra]

  /// The union of what models take.
  private static func shape(of rules: [ParameterRule]) -> Shape {
    var choices: [String] = []
    var range: ClosedRange<Int>?
    for rule in rules {
      switch rule {
      case .choice(let values): choices += values.filter { !choices.contains($0) }
      case .integer(let other):
        range =
          range.map {
            min($0.lowerBound, other.lowerBound)...max($0.upperBound, other.upperBound)
          } ?? other
      case .boolean: return .boolean
      case .text: return .text
      case .texts: return .list(.text)
      case .object, .either: return .json
      }
    }
    if let range { return .integer(range) }
    return choices.isEmpty ? .text : .choice(choices)
  }
}
