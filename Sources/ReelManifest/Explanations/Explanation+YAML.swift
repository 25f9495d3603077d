import ReelBasics

extension Explanation {
  /// What YAML asks of every text.
  static let yaml: [Explanation] = [
    Explanation(
      .yamlSyntax, "the text is no YAML",
      "The text cannot be read. Most often a text needs quotes, because it holds ': ' or begins with "
        + "one of - ? : , [ ] { } # & * ! | > ' \" % @ `, a bracket or quote is not closed, or the "
        + "indentation has a tab.",
      wrong: """
        assets:
          kite: {generate: image, prompt: [A red kite}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: "[A red kite]"}
        """),
    Explanation(
      .yamlEncoding, "a file is not UTF-8",
      "The file was saved in another encoding than UTF-8, or is no text. Save it again as UTF-8.",
      notShownBecause: "an example is UTF-8 itself"),
    Explanation(
      .yamlControlCharacter, "a control character in a text",
      "A character stands here that no eye sees and no provider wants, often by a slip of copying. "
        + "Take it out; in double quotes it can be written as an escape.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red\u{7} kite}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .yamlLineSeparator, "a line break that editors do not show",
      "One of the characters U+0085, U+2028 and U+2029 stands here, which YAML takes for a line "
        + "break. They come of copying out of web pages and office programs: write a plain line break.",
      wrong: """
        assets:
          kite:
            generate: image
            prompt: A red\u{2028}      kite
        """,
      right: """
        assets:
          kite:
            generate: image
            prompt: A red
              kite
        """),
    Explanation(
      .yamlSecondDocument, "a second document in one file",
      "A line of '---' begins another document, and a manifest is one. Take the line out, or make two "
        + "files and `include` one of them.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite}
        ---
        version: 1
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite}
        """),
    Explanation(
      .yamlDuplicateKey, "a key is there twice",
      "The same key stands twice in one mapping, and only one of them could count. Take one out, or "
        + "call one otherwise.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite}
          kite: {generate: image, prompt: A blue kite}
        """,
      right: """
        assets:
          red-kite: {generate: image, prompt: A red kite}
          blue-kite: {generate: image, prompt: A blue kite}
        """),
    Explanation(
      .yamlKeyNotText, "a key that is no text",
      "A key is a list, a mapping or nothing at all. Keys are texts; one that looks like something "
        + "else goes in quotes.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, extra: {[seed]: 7}}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, extra: {seed: 7}}
        """),
    Explanation(
      .yamlTag, "a tag that means nothing",
      "A word that begins with '!' is a tag to YAML, and this one means nothing to a manifest, or says "
        + "a number or truth value of what is none. Put a text that begins with '!' in quotes.",
      wrong: """
        assets:
          kite: {generate: image, prompt: !Important a red kite}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: "!Important a red kite"}
        """),
    Explanation(
      .yamlUnknownAlias, "an alias without its anchor",
      "A word that begins with '*' stands for what an anchor '&' before it names, and there is none. "
        + "Write the anchor above it, or put a text that begins with '*' in quotes.",
      wrong: """
        assets:
          kite: {generate: image, prompt: *words}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: &words A red kite}
          film: {generate: video, prompt: *words}
        """),
    Explanation(
      .yamlAliasCycle, "an alias inside of what it names",
      "The alias stands inside the value that its anchor names, so that the value would hold itself. "
        + "Write it out as far as it is meant.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, extra: &all {more: *all}}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: A red kite, extra: {more: true}}
        """),
    Explanation(
      .yamlMergeKey, "'<<' merges something that is no mapping",
      "The key '<<' takes over the keys of a mapping, or of a list of mappings, mostly by an alias. "
        + "This value is something else.",
      wrong: """
        assets:
          kite: {generate: image, prompt: A red kite, <<: 2k}
        """,
      right: """
        assets:
          kite: &large {generate: image, prompt: A red kite, resolution: 2k}
          day: {<<: *large, prompt: Day}
        """),
    Explanation(
      .yamlCommentCutsText, "a '#' ends a text that seems to go on",
      "In a text without quotes a '#' after a blank begins a comment, and what follows is not part of "
        + "the prompt. Put the text in quotes if it is.",
      wrong: """
        assets:
          sign:
            generate: image
            prompt: A sign that reads #1 in town
        """,
      right: """
        assets:
          sign:
            generate: image
            prompt: "A sign that reads #1 in town"
        """),
  ]

  /// How much of YAML is read.
  static let yamlLimits: [Explanation] = [
    Explanation(
      .yamlAliasExpansion, "aliases that multiply",
      "Aliases of lists of aliases make the document many times larger than it is written; only "
        + "documents made to hurt do. Write it out, or use a matrix.",
      wrong: """
        assets:
          kite:
            generate: image
            prompt: A red kite
            extra:
              a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]
              b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
              c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
              d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
              e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
              f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
        """,
      right: """
        assets:
          kite:
            generate: image
            prompt: A red kite
            extra:
              a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]
              b: *a
        """),
    Explanation(
      .yamlTooDeep, "lists inside lists without end",
      "Collections may stand in each other a hundred deep, which is more than any manifest means.",
      wrong: """
        assets:
          kite:
            generate: image
            prompt: A red kite
            extra:
              deep: \(String(repeating: "[", count: 100))\(String(repeating: "]", count: 100))
        """,
      right: """
        assets:
          kite:
            generate: image
            prompt: A red kite
            extra:
              deep: [[1]]
        """),
    Explanation(
      .yamlTooLarge, "a text or document past all measure",
      "A text has at most 1 MiB, all that '${…}' puts in among it, and a document five million values; "
        + "all that '${…}' and defaults put into assets comes to at most 1 GiB. Put long texts into "
        + "files, and split what is larger.",
      notShownBecause: "it takes a text of more than a mebibyte"),
  ]
}
