/// What a drawn picture shows. Equal scenes give equal bytes.
package struct PictureScene: Sendable, Hashable {
  /// Pixels, 16…8192.
  package let width: Int
  /// Pixels, 16…8192.
  package let height: Int
  /// Decides colours and shapes.
  package let seed: UInt64
  /// Short texts above the prompt, such as model and operation.
  package let title: [String]
  package let prompt: String
  /// Short lines below the prompt: where the picture comes from.
  package let lineage: [String]
  /// Encoded pictures that this one is made of, at most seven: one fills it, several stand as tiles.
  package let inputs: [[UInt8]]
  /// A picture format.
  package let format: MediaFormat

  package init(
    width: Int, height: Int, seed: UInt64, title: [String], prompt: String, lineage: [String] = [],
    inputs: [[UInt8]] = [], format: MediaFormat = .jpeg
  ) {
    self.width = width
    self.height = height
    self.seed = seed
    self.title = title
    self.prompt = prompt
    self.lineage = lineage
    self.inputs = inputs
    self.format = format
  }
}
