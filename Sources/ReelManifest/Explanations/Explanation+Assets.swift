import ReelBasics

extension Explanation {
  /// What is wrong with an asset.
  static let assets: [Explanation] = [
    Explanation(
      .assetOperation, "an asset has one operation",
      "Exactly one of the keys generate, edit, animate and extend says what is done, and to what.",
      wrong: """
        assets:
          kite: {prompt: A red kite}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .assetPrompt, "an asset without words",
      "The operation needs a 'prompt', and there is none, or an empty one. Only an animation can go "
        + "without.",
      wrong: """
        assets:
          kite: {generate: image}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite}
          film: {animate: kite}
        """),
    Explanation(
      .assetPick, "a pick of a variant that is not asked for",
      "'pick' is a variant from 1 to 'count', and 'count' is 1 where it is absent.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, pick: 2}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, count: 4, pick: 2}
        """),
    Explanation(
      .assetMask, "a mask that cannot be laid over its input",
      "A mask is an image with alpha, of the size of the first input: transparent where the edit may "
        + "show. It is laid over on this machine, so that neither of them can be an address.",
      wrong: """
        assets:
          sign: {edit: ./shop.png, prompt: A new sign, mask: https://example.com/mask.png}
        """,
      right: """
        assets:
          sign: {edit: ./shop.png, prompt: A new sign, mask: ./mask.png}
        """,
      files: ["shop.png": nil, "mask.png": nil]),
    Explanation(
      .assetEnlarged, "a size that the model does not reach",
      "The picture that the model makes is smaller than 'size', and is enlarged on this machine, which "
        + "makes it soft. Ask for a higher 'resolution', or a smaller size.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, size: 4000x4000}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, size: 2000x2000}
        """),
    Explanation(
      .assetKeyNotTaken, "a key that the operation does not take",
      "The key belongs to other operations: 'count' and 'size' to images, 'references' to generated "
        + "videos, 'mask' to image edits, 'fit' to assets with a 'size'.",
      wrong: """
        assets:
          film: {generate: video, prompt: Waves, count: 2}
        """,
      right: """
        assets:
          film: {generate: video, prompt: Waves, take: 2}
        """),
    Explanation(
      .promptTooLong, "a prompt that the provider may refuse",
      "The provider does not say how long a prompt may be; past about 8,000 characters it is known to "
        + "refuse them. Say it shorter.",
      wrong: """
        assets:
          kite:
            generate: image
            prompt: {file: kite.txt}
        """,
      right: """
        assets:
          kite:
            generate: image
            prompt: A red kite, red as can be, above the sea
        """,
      files: ["kite.txt": String(repeating: "A red kite, red as can be. ", count: 300)]),
    Explanation(
      .promptInputTag, "a prompt that speaks of an input too many",
      "'<IMAGE_2>' and the like in a prompt mean an input by its number, '<AUDIO_0>' a voice, and there "
        + "is none of this number. Edits count their images from 0, references from 1.",
      wrong: """
        assets:
          sign: {edit: ./shop.png, prompt: Put <IMAGE_2> on the sign}
        """,
      right: """
        assets:
          sign: {edit: [./shop.png, ./logo.png], prompt: Put <IMAGE_1> on the sign}
        """,
      files: ["shop.png": nil, "logo.png": nil]),
  ]
}
