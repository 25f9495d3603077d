import ReelBasics
import ReelCatalogue

/// Looks for the tags in prompts that name inputs: `<IMAGE_1>`, `<AUDIO_0>`.
struct PromptTags {
  let context: DecodingContext

  /// Whether tags may be in a text as it is written: in one that stands there, or is put in.
  static func mayBe(in node: YAMLNode) -> Bool {
    node.contains(UInt8(ascii: "<")) || node.mayHaveVariables
  }

  /// Warns of tags that name an input which is not there.
  ///
  /// Images are counted from 0 by edits and from 1 by references, and older documentation counts
  /// otherwise: what is right in either way is left alone. So are images where `inputs` are not known.
  func check(
    _ prompt: String, at node: YAMLNode, inputs: [AssetInput]?, voices: Int
  ) {
    guard prompt.hasByte(UInt8(ascii: "<")) else { return }
    let images = inputs.map { $0.count { $0.medium == .image } } ?? .max
    for tag in Set(tags(in: prompt)).sorted(by: { $0.text < $1.text }) {
      let (count, last) = tag.isImage ? (images, images) : (voices, voices - 1)
      guard tag.number > last else { continue }
      let there = count == 0 ? "none" : "\(count)"
      context.report(
        .promptInputTag,
        "the prompt speaks of \(tag.text), and there \(count == 1 ? "is" : "are") \(there)",
        at: node,
        help: "\(tag.isImage ? "images" : "voices") are numbered in their order in the manifest")
    }
  }

  private struct Tag: Hashable {
    let text: String
    let isImage: Bool
    let number: Int
  }

  private func tags(in prompt: String) -> [Tag] {
    prompt.parts(between: UInt8(ascii: "<")).compactMap { piece in
      guard let tag = piece.cut(atFirst: UInt8(ascii: ">"))?.before else { return nil }
      let words = tag.parts(between: UInt8(ascii: "_"), keepsEmpty: true)
      guard words.count == 2, ["IMAGE", "AUDIO"].contains(words[0]), let number = Int(words[1]),
        number >= 0
      else { return nil }
      return Tag(text: "<\(tag)>", isImage: words[0] == "IMAGE", number: number)
    }
  }
}
