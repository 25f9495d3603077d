import ReelBasics

extension Explanation {
  /// Models, parameters, and what they cost.
  static let models: [Explanation] = [
    Explanation(
      .modelUnknown, "no model of this name",
      "The name is near to that of a model, and is none: probably it is misspelt.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, model: grok-imagin-image}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, model: grok-imagine-image}
        """),
    Explanation(
      .modelUntested, "a model newer than this Reel",
      "This release does not know the model: it is asked for as it is written, without checks of its "
        + "parameters, and without a price unless --prices gives one.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, model: grok-imagine-image-9.0}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, model: grok-imagine-image-2.0}
        """),
    Explanation(
      .modelRetired, "a model that is no longer offered",
      "The provider no longer offers the model. Its successor may cost another price and takes other "
        + "parameters; its pictures are others.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, model: grok-imagine-image-pro}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, model: grok-imagine-image-2.0}
        """),
    Explanation(
      .modelOperation, "a model that cannot do this",
      "The model does other operations. Where it comes from 'defaults', name another one at the asset, or "
        + "below the operation's own key of 'defaults'.",
      wrong: """
        assets:
          film: {generate: video, prompt: Waves, model: grok-imagine-image}
        """,
      right: """
        assets:
          film: {generate: video, prompt: Waves, model: grok-imagine-video}
        """),
    Explanation(
      .parameterNotTaken, "a parameter that the model does not take",
      "The operation has no such parameter with this model. Take it out, or another model; in 'defaults' "
        + "it counts only where it is taken.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, quality: low}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, quality: low, model: grok-imagine-image-2.0}
        """),
    Explanation(
      .parameterValue, "a value that the model does not take",
      "The parameter takes other values: the message says which. What one model takes another may not.",
      wrong: """
        assets:
          film: {generate: video, prompt: Waves, duration: 60}
        """,
      right: """
        assets:
          film: {generate: video, prompt: Waves, duration: 15}
        """),
    Explanation(
      .parameterInExtra, "a field in 'extra' that Reel fills in",
      "'extra' is for fields that this release does not know. This one Reel sends itself: write it as a "
        + "key of the asset.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, extra: {resolution: 2k}}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, resolution: 2k}
        """),
    Explanation(
      .parameterIgnored, "a parameter that has no effect",
      "The edit of a single image has the shape of its input, whatever 'aspect_ratio' says. 'size' crops "
        + "the result on this machine. 'aspect_ratio' is part of what is asked for all the same: taking it "
        + "out of an asset that is made asks again.",
      wrong: """
        assets:
          night: {edit: ./shop.png, prompt: At night, aspect_ratio: 16:9}
        """,
      right: """
        assets:
          night: {edit: ./shop.png, prompt: At night, size: 1600x900}
        """,
      files: ["shop.png": nil]),
    Explanation(
      .defaultUnused, "a default that nothing takes",
      "No asset of the manifest takes this default: none makes this medium, none has this operation, or "
        + "their models do not have the parameter. Take it out, or look whether a model is missing.",
      wrong: """
        defaults:
          image: {quality: low}
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        defaults:
          image: {quality: low, model: grok-imagine-image-2.0}
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .priceMissing, "something without a price",
      "The file of --prices has no price for what the asset asks for. It is asked for all the same, but "
        + "for runs under a budget; plans do not count it.",
      notShownBecause: "it is about what the file of --prices says"),
  ]
}
