/// Writes paths as addresses that a page can link to.
package struct PageAddresses: Sendable {
  private static let slash = UInt8(ascii: "/")

  /// The names of the page's folder, from the root.
  private let folder: [[UInt8]]

  /// Addresses relative to a page in a folder, which is absolute.
  package init(from folder: String) {
    self.folder = folder.utf8.split(separator: Self.slash).map { Array($0) }
  }

  /// The address of the file at an absolute path, with everything percent-encoded that means something
  /// in an address (RFC 3986, 2.3).
  package func of(_ path: String) -> String {
    let path = Array(path.utf8)
    var shared = 0
    var address: [UInt8] = []
    address.reserveCapacity(path.count)
    for name in path.split(separator: Self.slash) {
      if address.isEmpty, shared < folder.count, name.elementsEqual(folder[shared]) {
        shared += 1
        continue
      }
      if address.isEmpty {
        for _ in shared..<folder.count { address += "../".utf8 }
      } else {
        address.append(Self.slash)
      }
      Self.write(name, to: &address)
    }
    return String(decoding: address, as: UTF8.self)
  }

  private static func write(_ name: ArraySlice<UInt8>, to address: inout [UInt8]) {
    for byte in name {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        address.append(byte)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        address += ("%" + (digits.utf8.count == 1 ? "0" : "") + digits).utf8
      }
    }
  }
}
