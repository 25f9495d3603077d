import ReelBasics

/// A reference to an asset or source as it is written: `still`, `still#2`, `still[shot=1]#2`.
struct ReferenceName {
  let cell: CellName
  /// What stands after `#`.
  let variant: Substring?

  /// `nil` where the brackets make no sense.
  init?(_ text: String) {
    let hasMarks = text.utf8.contains { byte in
      switch byte {
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "#"): true
      default: false
      }
    }
    guard hasMarks else {
      cell = CellName(asset: text, axes: [])
      variant = nil
      return
    }
    let end = text.cut(atLast: UInt8(ascii: "]"))?.after ?? text[...]
    let mark = end.utf8.firstIndex(of: UInt8(ascii: "#"))
    guard let cell = CellName(text[..<(mark ?? text.endIndex)]) else { return nil }
    self.cell = cell
    self.variant = mark.map { text[text.utf8.index(after: $0)...] }
  }
}
