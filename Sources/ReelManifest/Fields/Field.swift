import ReelBasics

/// A key of the manifest: the one description that decoder, schema and manual read.
///
/// A class, as it never changes, and every asset is asked for each.
final class Field: Sendable {
  let name: String
  /// Its name's hash, which no other key's name has: the quick way to find it.
  let hash: UInt64
  let shape: Shape
  let isRequired: Bool
  /// What it is, in a sentence or two.
  let summary: String
  let examples: [JSONValue]

  init(
    _ name: String, _ shape: Shape, required: Bool = false, _ summary: String,
    examples: [JSONValue] = []
  ) {
    self.name = name
    self.hash = NameHash(name).value
    self.shape = shape
    self.isRequired = required
    self.summary = summary
    self.examples = examples
  }
}

/// What values a key takes.
indirect enum Shape: Sendable {
  /// Any scalar, taken as the text that it is, after `${…}`.
  case text
  /// The same, but not empty.
  case words
  /// A path below a folder, which does not lead out of it or to where Reel keeps its records.
  case path
  case choice([String])
  case integer(ClosedRange<Int>)
  /// This number, and nothing that becomes it.
  case exactly(Int)
  case number(ClosedRange<Double>)
  case boolean
  /// US dollars, at most ten decimals.
  case dollars
  /// Width and height in pixels, as `1200x628`.
  case pixels
  /// Seconds, or a number with `s`, `m` or `h`.
  case timeSpan
  /// An asset, source, file or URL.
  case reference
  case list(Shape)
  /// The same, but not empty.
  case filledList(Shape)
  /// A value of the first shape that fits.
  case either([Shape])
  /// A mapping of these keys and no others.
  case mapping([Field])
  /// A mapping of names of the author's own.
  case dictionary(names: String, Shape)
  /// No value, which is an empty text.
  case nothing
  /// Texts by names of the author's own, and further such mappings: `${shop.place.town}`.
  case fields
  /// Anything that JSON can say.
  case json
  /// A shape that the schema names, so that it is written once.
  case named(String, Shape)
}
