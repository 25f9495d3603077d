/// Writes paths as addresses that a page can link to.
package enum PageAddress {
  /// The address of a file relative to a page in `folder`, with everything percent-encoded that means
  /// something in an address (RFC 3986, 2.3). Both paths are absolute.
  package static func of(_ path: String, from folder: String) -> String {
    let parts = path.split(separator: "/")
    let folders = folder.split(separator: "/")
    let shared = zip(parts, folders).prefix { $0 == $1 }.count
    let ups = [String](repeating: "..", count: folders.count - shared)
    return (ups + parts[shared...].map { encoded($0) }).joined(separator: "/")
  }

  private static func encoded(_ part: Substring) -> String {
    var bytes: [UInt8] = []
    for byte in part.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        bytes += ("%" + (digits.utf8.count == 1 ? "0" : "") + digits).utf8
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
