/// How much of a document Reel is willing to read, and to make of it. They stand here and nowhere else.
package struct YAMLLimits: Sendable {
  /// The most bytes of a document.
  package var bytes = 64 * 1024 * 1024
  /// How many collections may stand inside each other.
  package var depth = 100
  /// The most bytes of one scalar.
  package var scalarBytes = 1024 * 1024
  /// The most nodes.
  package var nodes = 5_000_000
  /// The most lines that begin with `%`: libyaml takes quadratic time for them.
  package var directives = 64
  /// Aliases may stand for so many times the document's own nodes, once they stand for more than
  /// `freeExpansion`.
  package var expansion = 20
  package var freeExpansion = 100_000

  /// The longest line, in bytes, in which a comment after a text is looked for.
  package var commentedLine = 64 * 1024

  /// The most cells that the matrices of a manifest make.
  package var cells = 250_000
  /// The most axes of a matrix.
  package var axes = 100
  /// The most bytes of a value that cells are called by: the longest prompt has no more.
  package var axisValueBytes = 32 * 1024
  /// The most bytes of the name of a variable, an axis or a field, with the mappings that it stands in.
  package var nameBytes = 1024
  /// The most bytes that the names of cells and all that is put together for assets take, about: 250,000
  /// cells may have 4 KiB each.
  package var assetBytes = 1024 * 1024 * 1024
  /// How many cells the references of a manifest name in all: each costs memory.
  package var links = 2_000_000
  /// The most files that a manifest includes, each counted once.
  package var includes = 1000

  package init() {}
}
