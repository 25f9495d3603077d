extension UInt8 {
  /// Whether the byte is white space in ASCII: a space, or a tab to a carriage return.
  package var isASCIISpace: Bool { self == 32 || (9...13).contains(self) }

  /// Whether the byte is a letter of ASCII, large or small.
  package var isASCIILetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  /// The byte, or where it is a large letter of ASCII, the small one.
  package var asciiLowercased: UInt8 { isASCIILetter ? self | 0x20 : self }

  /// Whether the byte is a digit of ASCII.
  package var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
