/// A hash of names (FNV-1a), for telling most of them apart quickly. It is the same in every run, so
/// that whoever wants to can make names that share one.
struct NameHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  init() {}

  init(_ name: String) {
    for byte in name.utf8 { add(byte) }
  }

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
