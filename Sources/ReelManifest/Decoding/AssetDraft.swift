import ReelBasics
import ReelCatalogue

/// An asset of which the operation and the cells are known and nothing else: enough to tell what
/// makes what.
///
/// A class, as it is large and stands in several lists.
final class AssetDraft {
  /// What the author wants done; what it is called at the provider depends on the input's medium.
  enum Verb {
    case generate(Medium)
    case edit
    case animate
    case extend
  }

  /// What the manifest calls it.
  let name: String
  let key: YAMLNode
  let verb: Verb
  /// The file that it is written in.
  let file: ManifestFile
  /// What makes it many; one cell where it is one.
  private(set) var matrix = Matrix.none
  // Of nodes of the key's document only the numbers are kept, and no reader: there are very many.
  private let value: UInt32
  private let operandNumber: UInt32
  private let operationNumber: UInt32

  /// Reads the operation; `nil` where there is not exactly one, which is reported.
  ///
  /// `matrix` reads the matrix, where there is one: `nil` where something is wrong, which is reported.
  init?(
    key: YAMLNode, value: YAMLNode, file: ManifestFile, context: DecodingContext,
    matrix readMatrix: (YAMLNode) -> Matrix?
  ) {
    guard
      let reader = MappingReader(
        value, fields: AssetFields.all, subject: Self.title, name: key, context: context)
    else { return nil }
    guard let field = Self.operation(reader), let operand = reader.value(field),
      let operationKey = reader.key(field)
    else {
      let named = AssetFields.operations.filter { reader.key($0) != nil }
      let names = AssetFields.operations.map(\.name).joined(separator: ", ")
      context.report(
        .assetOperation,
        named.isEmpty
          ? "asset '\(key.text)' has no operation: one of \(names)"
          : "asset '\(key.text)' has \(named.count) operations; it takes one of \(names)", at: key)
      return nil
    }
    switch field.name {
    case AssetFields.generate.name:
      guard let medium = reader.choice(field).flatMap(Medium.init(rawValue:)) else { return nil }
      verb = .generate(medium)
    case AssetFields.edit.name: verb = .edit
    case AssetFields.animate.name: verb = .animate
    default: verb = .extend
    }
    self.name = key.text
    self.file = file
    self.key = key
    self.value = UInt32(value.index)
    operandNumber = UInt32(operand.index)
    operationNumber = UInt32(operationKey.index)
    if let node = reader.value(AssetFields.matrix) {
      guard let matrix = readMatrix(node) else { return nil }
      self.matrix = matrix
    }
  }

  private static let title = "asset"

  /// Its keys, which were checked.
  func reader(_ context: DecodingContext) -> MappingReader {
    MappingReader(
      again: node(value), fields: AssetFields.all, subject: Self.title, name: key, context: context)
  }

  /// The value of the operation's key.
  var operand: YAMLNode { node(operandNumber) }
  var operationKey: YAMLNode { node(operationNumber) }

  private func node(_ number: UInt32) -> YAMLNode {
    YAMLNode(document: key.document, index: Int(number))
  }

  /// The one operation; `nil` where there are none or several.
  private static func operation(_ reader: MappingReader) -> Field? {
    var found: Field?
    for field in AssetFields.operations where reader.key(field) != nil {
      guard found == nil else { return nil }
      found = field
    }
    return found
  }

  /// Where it is one asset.
  var isSingle: Bool { matrix.axes.isEmpty }

  /// What one of its cells is called.
  func name(of cell: Matrix.Cell) -> CellName { CellName(asset: name, axes: cell.axes) }

  /// The first of the inputs, which decides what an edit makes.
  var firstOperand: YAMLNode { operand.elements.first ?? operand }
}
