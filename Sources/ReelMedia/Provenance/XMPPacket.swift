import ReelBasics

/// The text of XMP packets, which are RDF in XML. What others wrote is never parsed: Reel's properties
/// stand in an element of their own, which goes in and comes out again byte for byte.
enum XMPPacket {
  private static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  private static let head = Array(
    """
    <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
    <x:xmpmeta xmlns:x="adobe:ns:meta/">
    <rdf:RDF xmlns:rdf="\(rdf)">

    """.utf8)
  private static let tail = Array(
    """
    </rdf:RDF>
    </x:xmpmeta>
    <?xpacket end="r"?>
    """.utf8)
  /// With the namespaces of IPTC's extension and of Reel's own properties.
  private static let opening = Array(
    """
    <rdf:Description xmlns:rdf="\(rdf)" rdf:about="" \
    xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" \
    xmlns:reel="https://reel.invalid/xmp/1.0/">

    """.utf8)
  private static let closing = Array("</rdf:Description>\n".utf8)

  /// Reel's element for a statement; `nil` where other packets of the file say all of it. What they
  /// say of a property stands: no file says two things, and its maker knows best.
  static func element(_ statement: ProvenanceStatement, besides others: [[UInt8]]) -> [UInt8]? {
    let lines = statement.properties.filter { property in
      // Of Reel's own names, others mean other things.
      let name = (property.prefix == "reel" ? "reel:" : ":") + property.name
      return !others.contains { says($0, name) }
    }.map { "<\($0.prefix):\($0.name)>\(XMLText.escaped($0.value))</\($0.prefix):\($0.name)>\n" }
    return lines.isEmpty ? nil : opening + Array(lines.joined().utf8) + closing
  }

  /// Whether a packet has a property whose name ends so.
  private static func says(_ packet: [UInt8], _ name: String) -> Bool {
    packet.ranges(of: Array(name.utf8)).contains { range in
      // What follows a name in XML, in an element or an attribute.
      range.upperBound < packet.endIndex
        && Array(" \t\r\n=/>".utf8).contains(packet[range.upperBound])
    }
  }

  /// A packet with that element alone.
  static func whole(_ element: [UInt8]) -> [UInt8] { head + element + tail }

  /// A packet of others with that element as its last; `nil` where it has no end that Reel knows
  /// (UTF-16, say).
  static func packet(_ packet: [UInt8], adding element: [UInt8]) -> [UInt8]? {
    guard let end = endOfRDF(packet) else { return nil }
    return Array(packet[..<end]) + element + packet[end...]
  }

  /// Undoes `whole` and `packet(_:adding:)`.
  enum Removal: Equatable {
    /// There is nothing of Reel's in it.
    case none
    /// It is all Reel's.
    case all
    /// What it was before.
    case rest([UInt8])
  }

  static func removingElement(from packet: [UInt8]) -> Removal {
    guard let end = endOfRDF(packet), packet[..<end].ends(with: closing),
      let start = lastIndex(of: opening, in: packet[..<end]),
      // What lies between is one element.
      !packet[start..<end - closing.count].contains(sequence: closing)
    else { return .none }
    let rest = Array(packet[..<start] + packet[end...])
    return rest == head + tail ? .all : .rest(rest)
  }

  /// Where the last end tag of an `RDF` element with a prefix begins.
  private static func endOfRDF(_ packet: [UInt8]) -> Int? {
    var limit = packet.endIndex
    while let start = lastIndex(of: Array("</".utf8), in: packet[..<limit]) {
      let name = packet[(start + 2)...].prefix(64).prefix { $0 != UInt8(ascii: ">") }
      if name.endIndex < packet.endIndex, packet[name.endIndex] == UInt8(ascii: ">"),
        name.ends(with: Array(":RDF".utf8))
      {
        return start
      }
      limit = start
    }
    return nil
  }

  private static func lastIndex(of part: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= part.count else { return nil }
    return (bytes.startIndex...(bytes.endIndex - part.count)).last { bytes.has(part, at: $0) }
  }
}

extension Collection<UInt8> {
  fileprivate func ends(with part: [UInt8]) -> Bool {
    count >= part.count && suffix(part.count).elementsEqual(part)
  }
}

extension ArraySlice<UInt8> {
  /// Whether a part stands at an index, from which on there are as many bytes.
  fileprivate func has(_ part: [UInt8], at index: Int) -> Bool {
    for offset in part.indices where self[index + offset] != part[offset] { return false }
    return true
  }

  /// Whether a part stands anywhere in it.
  fileprivate func contains(sequence part: [UInt8]) -> Bool {
    guard count >= part.count else { return false }
    return (startIndex...(endIndex - part.count)).contains { has(part, at: $0) }
  }
}
