import ReelBasics

extension Explanation {
  /// Input files and outputs.
  static let outputs: [Explanation] = [
    Explanation(
      .inputFormat, "an input file that is something else",
      "The file is no PNG, JPEG or WebP where an image is taken, no MP4 where a video is, or cannot be "
        + "read. Its bytes count, not its name.",
      notShownBecause: "it is about what a file holds"),
    Explanation(
      .inputLength, "a video that is too long or too short",
      "The provider edits videos of at most 8.7 seconds, and extends those of 2 to 30. Cut the file, or ask "
        + "for a shorter film.",
      notShownBecause: "it is about what a file holds"),
    Explanation(
      .inputForecast, "a video that will be too long or too short",
      "By what the manifest asks for, a video will be longer than the provider edits (8.7 seconds) or "
        + "extends (30). It would be paid for, and what builds on it refused: a run does not begin, unless "
        + "another video was adopted in its place.",
      notShownBecause: "only 'reel check' and a run look at it"),
    Explanation(
      .outputPath, "an output outside its folder",
      "'output' is a path below the output directory: not absolute, without '..', and it names a file. "
        + "It does not begin with '.reel', where the records are.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, output: ../kite.png}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, output: kites/red.png}
        """),
    Explanation(
      .outputExtension, "an extension that promises something else",
      "The extensions png, jpg, jpeg and webp are for images, mp4 for videos: the result is converted to what the "
        + "extension says, and nothing is converted to this.",
      wrong: """
        assets:
          film: {generate: video, prompt: Waves, output: waves.webm}
        """,
      right: """
        assets:
          film: {generate: video, prompt: Waves, output: waves.mp4}
        """),
    Explanation(
      .outputIndex, "'${index}' without variants",
      "'${index}' stands for the number of a variant, and the asset has one alone. Say 'count', or take "
        + "it out.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, output: "kite-${index}.png"}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, output: "kite-${index}.png", count: 2}
        """),
    Explanation(
      .outputCollision, "two outputs at one path",
      "Two assets, cells or variants would write one file; names that differ in case alone count as one, "
        + "and so does a name without extension, which may come to any. With `sidecar: true` the files "
        + "beside outputs count, too.",
      wrong: """
        assets:
          kite:
            matrix: {colour: [red, blue]}
            generate: image
            prompt: A ${colour} kite
            output: kite.png
        """,
      right: """
        assets:
          kite:
            matrix: {colour: [red, blue]}
            generate: image
            prompt: A ${colour} kite
            output: kite-${colour}.png
        """),
    Explanation(
      .outputOverwritesInput, "an output in the place of an input",
      "The result would be written over a file that the manifest reads. Write it elsewhere.",
      wrong: """
        output: pictures
        assets:
          shop: {edit: pictures/shop.png, prompt: At night}
        """,
      right: """
        output: pictures
        assets:
          shop-night: {edit: pictures/shop.png, prompt: At night}
        """,
      files: ["pictures/shop.png": nil]),
  ]
}
