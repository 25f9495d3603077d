/// A file that can carry XMP, as far as it was read for that: where packets stand, and where one may.
protocol MarkedContainer {
  /// Reads the file's structure.
  ///
  /// - Throws: `.undecodable` where it is not what its format says.
  init(_ file: OpenBytes) throws(MediaError)

  /// The packets that are there, in order.
  var packets: [XMPElement] { get }
  /// Where another one may stand.
  var vacancy: Int64 { get }

  /// The bytes around and with a packet; `nil` where it is too long for the format.
  func element(_ packet: [UInt8]) -> [UInt8]?

  /// What has to change elsewhere when a packet comes, grows or goes; `packets` are how many there
  /// are then.
  ///
  /// - Throws: `.tooLarge` where the file would become too large for its format.
  func consequences(of edit: ByteEdit, packets: Int) throws(MediaError) -> [ByteEdit]
}

extension MarkedContainer {
  func consequences(of edit: ByteEdit, packets: Int) throws(MediaError) -> [ByteEdit] { [] }
}

/// A packet in a file.
struct XMPElement {
  /// All of it, with what the format puts around.
  let place: Range<Int64>
  /// Its text; empty where Reel cannot read it (compressed, or longer than it may be).
  let packet: [UInt8]
  /// Whether it may become longer or shorter where it stands.
  var isElastic = true

  /// Longer packets are left as they are.
  static let longest = 1 << 20
}

/// A stretch of a file that is replaced.
struct ByteEdit: Equatable {
  let place: Range<Int64>
  let bytes: [UInt8]

  /// By how much the file grows.
  var growth: Int64 { Int64(bytes.count) - Int64(place.count) }
}
