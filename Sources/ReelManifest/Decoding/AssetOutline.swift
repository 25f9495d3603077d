import ReelBasics

/// What of an asset's keys has to be known of all assets before one can be decoded.
struct AssetOutline {
  /// Its one operation.
  let operation: Field
  /// The operation's value, which stands behind its key.
  let operand: YAMLNode
  let matrix: YAMLNode?

  /// Reads an asset of which the keys are known to the parser, none stands twice, and one is an
  /// operation; `nil` for any other, with which something may be wrong.
  ///
  /// Nearly all are such, and their keys are read for good later: no list of them is made here.
  init?(plain node: YAMLNode) {
    let document = node.document
    let table = AssetFields.table
    guard node.kind == .mapping, !node.hasMergeKey, document.names === table.names,
      table.required.isEmpty
    else { return nil }
    var names: UInt64 = 0
    var operation: (number: Int, key: Int)?
    var matrix: Int?
    var key = node.firstChild
    for _ in 0..<(node.childCount / 2) {
      let name = document.records[key].name
      let bit = UInt64(1) << UInt64(name)
      guard name > 0, names & bit == 0 else { return nil }
      names |= bit
      if Int(name) <= AssetFields.operations.count {
        guard operation == nil else { return nil }
        operation = (Int(name) - 1, key)
      } else if name == AssetFields.matrixName {
        matrix = key + 1
      }
      key = document.next(after: key + 1)
    }
    guard let operation else { return nil }
    self.operation = AssetFields.operations[operation.number]
    operand = YAMLNode(document: document, index: operation.key + 1)
    self.matrix = matrix.map { YAMLNode(document: document, index: $0) }
  }

  /// Reads any other; `nil` where there is not exactly one operation. What is wrong with the keys is
  /// reported.
  init?(_ node: YAMLNode, key: YAMLNode, context: DecodingContext) {
    guard
      let reader = MappingReader(
        node, table: AssetFields.table, subject: AssetDraft.title, name: key, context: context)
    else { return nil }
    let named = AssetFields.operations.filter { reader.has($0) }
    guard named.count == 1, let operand = reader.value(named[0]) else {
      let names = AssetFields.operations.map(\.name).joined(separator: ", ")
      context.report(
        .assetOperation,
        named.isEmpty
          ? "asset '\(key.text)' has no operation: one of \(names)"
          : "asset '\(key.text)' has \(named.count) operations; it takes one of \(names)", at: key)
      return nil
    }
    operation = named[0]
    self.operand = operand
    matrix = reader.value(AssetFields.matrix)
  }
}
