/// The keys of a mapping that is read very often: a parser that is told their names notes which of them
/// a key is.
final class FieldTable: Sendable {
  let fields: [Field]
  let names: KnownNames
  /// The hashes of the fields, by the numbers of their names.
  private let hashes: [UInt64]
  /// Those that have to be there.
  let required: [Field]

  init(_ fields: [Field]) {
    self.fields = fields
    names = KnownNames(fields.map(\.name))
    hashes = [0] + fields.map(\.hash)
    required = fields.filter(\.isRequired)
  }

  /// The hash of the field that a key is; `nil` where the parser did not know its name.
  func hash(ofName number: UInt8) -> UInt64? { number == 0 ? nil : hashes[Int(number)] }
}
