import ReelBasics

/// The name of an asset with its place in a matrix: `banner[product=mug,ratio=16:9]`.
package struct CellName: Sendable, Hashable {
  /// One axis of a matrix and where the cell stands on it.
  package struct Axis: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The asset as the manifest calls it.
  package let asset: String
  /// In the manifest's order; none for an asset without a matrix.
  package let axes: [Axis]

  package init(asset: String, axes: [Axis]) {
    self.asset = asset
    self.axes = axes
  }

  /// Reads a name as ``text`` writes it, axes in any order; `nil` for what is none.
  package init?(_ text: some StringProtocol) {
    guard let (asset, rest) = text.cut(atFirst: UInt8(ascii: "[")) else {
      self.init(asset: String(text), axes: [])
      return
    }
    guard let inside = rest.without(suffix: "]") else { return nil }
    var axes: [Axis] = []
    for part in inside.parts(between: UInt8(ascii: ","), keepsEmpty: true) {
      guard let (axis, value) = part.cut(atFirst: UInt8(ascii: "=")), !axis.isEmpty,
        !part.utf8.contains(UInt8(ascii: "]"))
      else { return nil }
      let name = Self.unescaped(axis)
      guard !axes.contains(where: { $0.name == name }) else { return nil }
      axes.append(Axis(name: name, value: Self.unescaped(value)))
    }
    self.init(asset: String(asset), axes: axes)
  }

  /// The name as ids, references, selectors and messages write it.
  package var text: String {
    guard !axes.isEmpty else { return asset }
    var text = asset
    for (number, axis) in axes.enumerated() {
      text += number == 0 ? "[" : ","
      text += Self.escaped(axis.name) + "=" + Self.escaped(axis.value)
    }
    return text + "]"
  }

  /// What would end a value, or make a path of a reference, is written as `%` and two digits.
  private static func escaped(_ text: String) -> String {
    func isSpecial(_ byte: UInt8) -> Bool {
      switch byte {
      case 0..<32, 127, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "="),
        UInt8(ascii: "%"), UInt8(ascii: "/"):
        true
      default: false
      }
    }
    guard text.utf8.contains(where: isSpecial) else { return text }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      guard isSpecial(byte) else {
        bytes.append(byte)
        continue
      }
      let digits = String(byte, radix: 16, uppercase: true)
      bytes += "%\(digits.count == 1 ? "0" : "")\(digits)".utf8
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The text with `%2C` and the like read; any other `%` stands for itself.
  private static func unescaped(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    let bytes = Array(text.utf8)
    var plain: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let digits = bytes[index...].dropFirst().prefix(2)
      if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
        let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16),
        digits.first != UInt8(ascii: "+")
      {
        plain.append(byte)
        index += 3
      } else {
        plain.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: plain, as: UTF8.self)
  }
}
