#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Copies a file's bytes into another that is open and empty.
enum FileCopy {
  /// Copies all of `source` and makes the copy durable.
  ///
  /// On file systems that can, both share their blocks until one changes (`FICLONE`).
  static func copy(_ source: OpenFile, to copy: OpenFile) throws(StoreError) {
    if !clone(source, to: copy) {
      try source.readPieces { (piece) throws(StoreError) in try copy.write(piece) }
    }
    try copy.sync()
  }

  private static func clone(_ source: OpenFile, to copy: OpenFile) -> Bool {
    #if canImport(Glibc)
      // linux/fs.h: FICLONE is _IOW(0x94, 9, int).
      let clone: UInt = 0x4004_9409
      return ioctl(copy.descriptor, clone, source.descriptor) == 0
    #else
      return false
    #endif
  }
}
