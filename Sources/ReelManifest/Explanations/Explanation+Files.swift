import ReelBasics

extension Explanation {
  /// Files as such.
  static let file: [Explanation] = [
    Explanation(
      .fileMissing, "a file is not there",
      "A file that the manifest is made of, as a prompt, data or another manifest, is not where the "
        + "path says. Paths are relative to the file that they stand in.",
      wrong: """
        assets:
          kite: {generate: image, prompt: {file: kite.txt}}
        """,
      right: """
        assets:
          kite: {generate: image, prompt: {file: prompts/kite.txt}}
        """,
      files: ["prompts/kite.txt": "A red kite\n"]),
    Explanation(
      .fileUnreadable, "a file cannot be read",
      "The file is there, and the system does not let it be read: look at its permissions, and at "
        + "the disk.",
      notShownBecause: "it depends on the machine, not on what a manifest says"),
    Explanation(
      .fileNotRegular, "a folder or device stands in a file's place",
      "The path leads to a folder, a pipe or a device. Name a file; a manifest on standard input is "
        + "named '-'.",
      notShownBecause: "it depends on what stands at a path, not on what a manifest says"),
    Explanation(
      .fileTooLarge, "a file is larger than anybody writes",
      "Manifests and data files have at most 64 MiB, prompt files and files of prices 1 MiB: what is "
        + "larger is hardly the right file. Split it, and `include` the parts.",
      notShownBecause: "it takes a file of more than a mebibyte"),
    Explanation(
      .fileEmpty, "there is nothing in a file",
      "The file has no content but blanks and comments. A manifest has at least its version and one "
        + "asset.",
      wrong: "# A campaign for the spring",
      right: """
        version: 1
        assets:
          kite: {generate: image, prompt: A red kite}
        """,
      whole: true),
  ]
}
