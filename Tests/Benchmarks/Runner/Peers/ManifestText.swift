import ReelTestSupport

/// Writes manifests such as people and their scripts write: prompts of 120 characters in all styles that
/// YAML has, one in eight with letters beyond ASCII, anchors and comments. The same for the same count.
struct ManifestText {
  private static let words = """
    misty harbour dawn lantern copper rooftop cat glass tower neon rain slow pan dolly portrait of an \
    old sailor holding brass compass warm rim light shallow depth field 35mm film grain soft shadows \
    pastel palette wide shot drone over forest river mountain snow festival market stall paper crane \
    robot garden
    """.split(separator: " ").map(String.init)
  private static let foreign = ["café", "東京の夜", "über", "Москва", "🎬", "naïve", "中文"]
  private static let ratios = ["\"16:9\"", "'1:1'", "\"9:16\"", "\"4:3\""]

  private let graph: ChainGraph
  private var random = SeededGenerator(seed: 42)
  private var text: String

  /// A manifest of so many assets, with `head` among what stands before them. `lastPrompt` is put before
  /// the words of the last one.
  static func of(_ count: Int, head: String = "", lastPrompt: String = "") -> String {
    var writer = ManifestText(count, head: head)
    for index in 0..<count {
      writer.write(index, before: index == count - 1 ? lastPrompt : "")
    }
    return writer.text
  }

  private init(_ count: Int, head: String) {
    graph = ChainGraph(count: count)
    text = """
      # generated manifest
      version: 1
      name: bench
      output: out
      \(head)
      defaults:
        image: &image
          model: grok-imagine-image   # default model
          resolution: 1k
        video: {model: grok-imagine-video, resolution: 480p, duration: 5}
      assets:

      """
    text.reserveCapacity(300 * count)
  }

  private mutating func write(_ index: Int, before: String) {
    if index % 30 == 0 { text += "  # ---- scene \(index / 30) : shots for the chapter ----\n" }
    let kind = graph.kind(index)
    let source = graph.upstream(index).map(graph.id) ?? "image"
    text += "  \(graph.id(index)):\n    \(kind.rawValue): \(source)\n"
    writePrompt(before)
    if kind == .generate {
      text += "    aspect_ratio: \(Self.ratios[index % 4])\n"
      if index % 15 == 0 {
        text += "    tags: \(index == 0 ? "&outdoor [outdoor, dusk]" : "*outdoor")\n"
      }
    }
    text += "    output: \(graph.output(index))\(index % 10 == 9 ? "  # final" : "")\n"
    if kind == .animate { text += "    duration: 5\n" }
  }

  private mutating func writePrompt(_ before: String) {
    let isForeign = chance() < 0.12
    let style = chance()
    switch style {
    case ..<0.2:
      text += "    prompt: \(style < 0.1 ? "|" : ">-")\n"
      for line in 0..<3 { text += "      \(line == 0 ? before : "")\(sentence(38, isForeign))\n" }
    case ..<0.55: text += "    prompt: \(before)\(sentence(120, isForeign))\n"
    case ..<0.8:
      text += "    prompt: \"\(before)\(sentence(110, isForeign)), \\\"close-up\\\"\\n\"\n"
    default: text += "    prompt: '\(before)\(sentence(110, isForeign)), it''s dusk'\n"
    }
  }

  /// Words of about so many letters.
  private mutating func sentence(_ length: Int, _ isForeign: Bool) -> String {
    var words: [String] = []
    var count = 0
    while count < length {
      let list = isForeign && chance() < 0.08 ? Self.foreign : Self.words
      let word = list[Int.random(in: list.indices, using: &random)]
      words.append(word)
      count += word.count + 1
    }
    return words.joined(separator: " ")
  }

  private mutating func chance() -> Double { Double.random(in: 0..<1, using: &random) }
}
