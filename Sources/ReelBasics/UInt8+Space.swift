extension UInt8 {
  /// Whether the byte is white space in ASCII: a space, or a tab to a carriage return.
  package var isASCIISpace: Bool { self == 32 || (9...13).contains(self) }
}
