/// A reference to an asset or source as it is written: `still`, `still#2`, `still[shot=1]#2`.
struct ReferenceName {
  let cell: CellName
  /// What stands after `#`.
  let variant: Substring?

  /// `nil` where the brackets make no sense.
  init?(_ text: String) {
    guard
      text.utf8.contains(where: {
        $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "#")
      })
    else {
      cell = CellName(asset: text, axes: [])
      variant = nil
      return
    }
    let end = text.lastIndex(of: "]").map { text.index(after: $0) } ?? text.startIndex
    let mark = text[end...].firstIndex(of: "#")
    guard let cell = CellName(text[..<(mark ?? text.endIndex)]) else { return nil }
    self.cell = cell
    self.variant = mark.map { text[text.index(after: $0)...] }
  }
}
