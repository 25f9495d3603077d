/// How much of a document Reel is willing to read. They stand here and nowhere else.
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

  package init() {}
}
