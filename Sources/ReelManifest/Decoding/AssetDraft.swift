import ReelBasics
import ReelCatalogue

/// An asset of which the operation and the cells are known and nothing else: enough to tell what
/// makes what.
struct AssetDraft {
  /// What the author wants done; what it is called at the provider depends on the input's medium.
  enum Verb: Hashable {
    case generate(Medium)
    case edit
    case animate
    case extend
  }

  /// What the manifest calls it. Ids and links share the text.
  let name: String
  /// The file that it is written in.
  let file: ManifestFile
  /// What makes it many; most have none.
  private let ownMatrix: OwnMatrix?
  // Of nodes of the file's document only the numbers are kept, and no reader: there are very many.
  private let keyNumber: UInt32
  private let value: UInt32
  private let operandNumber: UInt32
  let verb: Verb

  /// Reads the operation; `nil` where there is not exactly one, which is reported.
  ///
  /// `matrix` reads the matrix, where there is one: `nil` where something is wrong, which is reported.
  init?(
    name: String, key: YAMLNode, value: YAMLNode, file: ManifestFile, context: DecodingContext,
    matrix readMatrix: (YAMLNode) -> Matrix?
  ) {
    guard
      let outline = AssetOutline(plain: value) ?? AssetOutline(value, key: key, context: context)
    else { return nil }
    let operation = outline.operation
    let isGenerated = operation.hash == AssetFields.generate.hash
    switch operation.hash {
    case AssetFields.generate.hash:
      guard Self.isOfAllCells(outline, context), case .choice(let choices) = operation.shape,
        let medium = context.choice(outline.operand, of: operation.name, from: choices)
          .flatMap(Medium.init(rawValue:))
      else { return nil }
      verb = .generate(medium)
    case AssetFields.edit.hash: verb = .edit
    case AssetFields.animate.hash: verb = .animate
    default: verb = .extend
    }
    self.name = name
    self.file = file
    keyNumber = UInt32(key.index)
    self.value = UInt32(value.index)
    operandNumber = UInt32(outline.operand.index)
    guard let node = outline.matrix else {
      ownMatrix = nil
      return
    }
    guard let matrix = readMatrix(node) else { return nil }
    if isGenerated, !Self.isOfAllCells(outline, of: matrix, context) { return nil }
    ownMatrix = OwnMatrix(matrix)
  }

  /// Whether the operation names no axis, which has values in cells alone; reported where it does.
  private static func isOfAllCells(_ outline: AssetOutline, _ context: DecodingContext) -> Bool {
    guard let matrix = outline.matrix, outline.operand.mayHaveVariables else { return true }
    let axis = VariableScope.names(in: outline.operand.text).first { name in
      context.scope.values[String(name)] == nil && matrix[String(name.before(anyOf: "."))] != nil
    }
    guard let axis else { return true }
    reportCell(axis, outline, context)
    return false
  }

  /// The same of what is a variable of the manifest's, too: in a cell, that of the cell wins.
  private static func isOfAllCells(
    _ outline: AssetOutline, of matrix: Matrix, _ context: DecodingContext
  ) -> Bool {
    guard outline.operand.mayHaveVariables else { return true }
    let names = Set(matrix.axes.flatMap { [$0.name] + $0.fields })
    let axis = VariableScope.names(in: outline.operand.text).first { names.contains(String($0)) }
    guard let axis else { return true }
    reportCell(axis, outline, context)
    return false
  }

  private static func reportCell(
    _ axis: Substring, _ outline: AssetOutline, _ context: DecodingContext
  ) {
    context.report(
      .variableUnknown,
      "'\(outline.operation.name)' is the same for all cells, and '\(axis)' is not",
      at: outline.operand, help: "write an asset for each")
  }

  /// A matrix apart from the draft, as there are very many drafts.
  private final class OwnMatrix {
    let matrix: Matrix

    init(_ matrix: Matrix) { self.matrix = matrix }
  }

  /// What makes it many; one cell where it is one.
  var matrix: Matrix { ownMatrix?.matrix ?? .none }

  /// What messages call the mapping.
  static let title = "asset"

  /// Its keys, which were checked.
  func reader(_ context: DecodingContext) -> MappingReader {
    let reader = MappingReader(
      node(value), table: AssetFields.table, subject: Self.title, name: key, isAgain: true,
      context: context)
    guard let reader else { preconditionFailure("what was a mapping is one") }
    return reader
  }

  /// Where its name stands.
  var key: YAMLNode { node(keyNumber) }

  /// The value of the operation's key.
  var operand: YAMLNode { node(operandNumber) }

  /// The operation's key: it stands before its value.
  var operationKey: YAMLNode { node(operandNumber - 1) }

  private func node(_ number: UInt32) -> YAMLNode {
    YAMLNode(document: file.reader.node.document, index: Int(number))
  }

  /// Where it is one asset.
  var isSingle: Bool { ownMatrix?.matrix.axes.isEmpty ?? true }

  /// How many cells it has.
  var cellCount: Int { ownMatrix?.matrix.cells.count ?? 1 }

  /// What one of its cells is called.
  func name(of cell: Matrix.Cell) -> CellName { CellName(asset: name, axes: cell.axes) }

  /// The first of the inputs, which decides what an edit makes.
  var firstOperand: YAMLNode { operand.elements.first ?? operand }
}
