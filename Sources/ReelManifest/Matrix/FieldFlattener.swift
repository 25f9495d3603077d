import ReelBasics

/// Reads a mapping of texts, also nested ones, into names as `${…}` writes them: `product.title`.
struct FieldFlattener {
  /// Whether `${…}` is replaced in the texts.
  var replaces = true
  /// Names that are there already, however they are spelt: those of columns of data.
  var known: Set<String> = []
  let context: DecodingContext

  /// The fields in the order in which they are written; `nil` where something is wrong, which is
  /// reported.
  func fields(of node: YAMLNode, below name: String?) -> [(key: String, text: String)]? {
    var fields: [(key: String, text: String)] = []
    for (key, value) in node.entries where key.isName {
      let path = name.map { "\($0).\(key.text)" } ?? key.text
      guard known.contains(path) || VariableReader.checkName(key, of: "a field", context: context)
      else { return nil }
      // What stands deeper has this before its own name.
      guard path.utf8.count <= VariableReader.longestName else {
        VariableReader.reportLong(
          key, subject: "a field, with the mappings that it stands in,", context)
        return nil
      }
      switch value.kind {
      case .mapping:
        guard let inner = self.fields(of: value, below: path) else { return nil }
        fields += inner
      case .sequence:
        context.report(.manifestWrongType, "'\(path)' takes a text, not a list", at: value)
        return nil
      case .scalar:
        guard !value.isNull else {
          fields.append((path, ""))
          continue
        }
        let text = replaces ? context.text(value, of: path) : context.rawText(value, of: path)
        guard let text else { return nil }
        fields.append((path, text))
      }
    }
    return fields
  }
}
