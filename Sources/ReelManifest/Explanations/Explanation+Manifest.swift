import ReelBasics

extension Explanation {
  /// The manifest as a whole.
  static let manifest: [Explanation] = [
    Explanation(
      .manifestRoot, "a manifest is a mapping",
      "The file holds a list or a single text. A manifest is a mapping, and begins with 'version: 1'.",
      wrong: "- kite",
      right: """
        version: 1
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      whole: true),
    Explanation(
      .manifestVersion, "a version that this Reel does not read",
      "'version' says how the manifest is to be read, and there is version 1 alone, written as a plain "
        + "number. A manifest of a later version needs a later Reel.",
      wrong: """
        version: "1.0"
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        version: 1
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      whole: true),
    Explanation(
      .manifestUnknownKey, "a key that nothing reads",
      "Nothing knows this key here. Often it is misspelt, or stands a level too deep or too high. "
        + "Fields that only a newer server knows go below 'extra'.",
      wrong: """
        assets:
          kite: {generate: image, promt: A red kite, prompt: A kite}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .manifestMissingKey, "a key that has to be there",
      "Something cannot be read without this key. A manifest needs 'version', and 'assets' unless it "
        + "includes others.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        version: 1
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      whole: true),
    Explanation(
      .manifestWrongType, "a value of the wrong kind",
      "A list stands where a text is taken, a text in quotes where a number is, and so on. Whole "
        + "numbers, 'true' and 'false' stand without quotes.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, count: "4"}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, count: 4}
        """),
    Explanation(
      .manifestBadValue, "a value that is not taken",
      "The value is of the right kind and not one of those that the key takes: out of its range, "
        + "misspelt, or unclear as 007 is. The message says what is taken.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, count: 40}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, count: 10}
        """),
    Explanation(
      .manifestNoAssets, "'assets' has nothing in it",
      "'assets' is a mapping of ids to what is made, and has at least one.",
      wrong: "assets: {}",
      right: """
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .manifestBadName, "a name that nothing can have",
      "Assets and sources are called by letters, digits, '_', '.' and '-', variables and profiles the "
        + "same without '.'; all begin with a letter. 'index' is reserved.",
      wrong: """
        assets:
          red kite: {generate: image, prompt: A red kite}
        """,
      right: """
        assets:
          red-kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .manifestDuplicateName, "one name for two things",
      "References name assets and sources alike, so that no two may have one name, in all files "
        + "together. Call one otherwise.",
      wrong: """
        sources:
          logo: ./logo.png
        assets:
          logo: {generate: image, prompt: A golden logo}
        """,
      right: """
        sources:
          logo: ./logo.png
        assets:
          gold-logo: {edit: logo, prompt: In gold}
        """,
      files: ["logo.png": nil]),
    Explanation(
      .manifestOutputDirectory, "outputs outside the manifest's folder",
      "'output' names a folder inside the manifest's own, so that a manifest from elsewhere cannot "
        + "write where it likes, and not '.reel', where the records are. To write elsewhere, say "
        + "--output-dir on the command line.",
      wrong: """
        output: ../pictures
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        output: pictures
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .manifestLock, "two manifests with one lock file",
      "The lock file of 'spring.yaml' is 'spring.lock.yaml', and so is that of 'spring.yml' beside "
        + "it: each would undo what the other writes. Call one of them otherwise.",
      notShownBecause: "it takes another manifest beside this one"),
  ]

  /// What a manifest is made of, and who is asked.
  static let origins: [Explanation] = [
    Explanation(
      .includeCycle, "a file includes itself",
      "The file is included by itself, or by one that it includes. Take one of the lines out.",
      wrong: """
        include: [common.yaml]
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        include: [brand.yaml]
        assets:
          kite: {generate: image, prompt: "A red kite by ${brand}"}
        """,
      files: [
        "common.yaml": "version: 1\ninclude: [common.yaml]\n",
        "brand.yaml": "version: 1\nvariables: {brand: Northwind}\n",
      ]),
    Explanation(
      .includeTooMany, "more included files than anybody has",
      "At most a thousand files make one manifest. A matrix over rows of data makes many assets out of "
        + "few lines.",
      notShownBecause: "it takes more than a thousand files"),
    Explanation(
      .profileUnknown, "no profile of this name",
      "The option --profile names one of the manifest's 'profiles', and there is none of this name.",
      notShownBecause: "it is about what the command line says"),
    Explanation(
      .profileLock, "a profile and a manifest with one lock file",
      "The lock file of the profile 'draft' of 'manifest.yaml' is 'manifest.draft.lock.yaml', and so "
        + "is that of a manifest 'manifest.draft.yaml' beside it. Call one of them otherwise.",
      wrong: """
        profiles:
          draft: {defaults: {image: {resolution: 1k}}}
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        profiles:
          sketch: {defaults: {image: {resolution: 1k}}}
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      files: ["manifest.draft.yaml": nil]),
    Explanation(
      .providerUnknown, "no provider of this name",
      "This Reel speaks with xAI, by the name 'xai', and with no other.",
      wrong: """
        provider: x.ai
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        provider: xai
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .providerUnconfirmed, "a manifest that sends the key elsewhere",
      "A 'base_url' outside the provider's own domains, or another variable for the key, counts only "
        + "if the command line says the same (--base-url, --api-key-env): a manifest from elsewhere "
        + "must not take your key away.",
      wrong: """
        provider: {name: xai, base_url: https://proxy.example/v1}
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      right: """
        provider: {name: xai, base_url: https://us.api.x.ai/v1}
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
  ]
}
