import ReelBasics

extension Explanation {
  private static let pictures: [String: String?] = ["shop.png": nil, "logo.png": nil]

  /// References.
  static let references: [Explanation] = [
    Explanation(
      .referenceUnknown, "a reference to nothing",
      "No asset and no source has this name. A file of this folder is written with './' before it.",
      wrong: """
        assets:
          night: {edit: shop.png, prompt: At night}
        """,
      right: """
        assets:
          night: {edit: ./shop.png, prompt: At night}
        """,
      files: pictures),
    Explanation(
      .referenceSyntax, "a reference that cannot be read",
      "A reference is a name, a path with a '/', an https address, 'name#2' for a variant, or a mapping "
        + "with 'asset', 'file' or 'url'.",
      wrong: """
        assets:
          night: {edit: "ftp://example.com/shop.png", prompt: At night}
        """,
      right: """
        assets:
          night: {edit: "https://example.com/shop.png", prompt: At night}
        """),
    Explanation(
      .referenceMedium, "an image where a video is taken, or the reverse",
      "The operation is done to the other medium: only images are animated, only videos extended.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite}
          film: {extend: kite, prompt: It flies on}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite}
          film: {animate: kite, prompt: It flies}
        """),
    Explanation(
      .referenceMediumUnknown, "an input that may be image or video",
      "Neither the extension nor the manifest says what the file or address is. Say 'medium'.",
      wrong: """
        assets:
          night: {edit: "https://example.com/shop", prompt: At night}
        """,
      right: """
        assets:
          night: {edit: {url: "https://example.com/shop", medium: image}, prompt: At night}
        """),
    Explanation(
      .referenceVariant, "a variant that is not there",
      "'name#3' is the third of an asset's variants, of which 'count' says how many there are. Files and "
        + "addresses have none.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, count: 2}
          film: {animate: kite#3}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, count: 3}
          film: {animate: kite#3}
        """),
    Explanation(
      .referenceCell, "no cell with these values",
      "A reference to an asset with a matrix means the cell with the same values on the axes that both "
        + "have, and those in its brackets. There is none.",
      wrong: """
        assets:
          kite:
            matrix: {colour: [red, blue]}
            generate: image
            prompt: A ${colour} kite
          film: {animate: "kite[colour=green]"}
        """,
      right: """
        assets:
          kite:
            matrix: {colour: [red, blue]}
            generate: image
            prompt: A ${colour} kite
          film: {animate: "kite[colour=blue]"}
        """),
    Explanation(
      .referenceCount, "too many or too few inputs",
      "The model takes fewer inputs here, or none of this kind; or a list has nothing in it. An axis that "
        + "only the referred side has makes a list of all its cells.",
      wrong: """
        assets:
          sign: {edit: [./shop.png, ./logo.png, ./shop.png, ./logo.png], prompt: All together}
        """,
      right: """
        assets:
          sign: {edit: [./shop.png, ./logo.png], prompt: Both together}
        """,
      files: pictures),
    Explanation(
      .referenceFileMissing, "an input file that is not there",
      "The file is not where the path says. Paths are relative to the manifest that they stand in.",
      wrong: """
        assets:
          night: {edit: ./pictures/shop.png, prompt: At night}
        """,
      right: """
        assets:
          night: {edit: ./shop.png, prompt: At night}
        """,
      files: pictures),
    Explanation(
      .referenceFileTooLarge, "an input file that the provider does not take",
      "The provider takes images of at most 20 MiB and videos of at most 50 MB. Make the file smaller.",
      notShownBecause: "it takes a file of that size"),
    Explanation(
      .referenceCycle, "assets that need each other",
      "Each of these needs the next, and the last one the first, so that none can be made first. 'needs' "
        + "counts as well.",
      wrong: """
        assets:
          day: {edit: night, prompt: At noon, model: grok-imagine-image}
          night: {edit: day, prompt: At night}
        """,
      right: """
        assets:
          day: {generate: image, prompt: The shop at noon}
          night: {edit: day, prompt: At night}
        """),
  ]
}
