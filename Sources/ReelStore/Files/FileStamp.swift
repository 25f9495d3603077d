#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What tells cheaply that a file is still the one that was written.
package struct FileStamp: Sendable, Hashable {
  /// In bytes.
  package let size: Int64
  /// When it was last modified, in nanoseconds since 1970.
  package let modified: Int64
  /// Its number in its file system.
  package let inode: UInt64
  /// The number of the file system.
  package let device: UInt64

  package init(size: Int64, modified: Int64, inode: UInt64, device: UInt64) {
    self.size = size
    self.modified = modified
    self.inode = inode
    self.device = device
  }

  init(_ status: stat) {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    self.init(
      size: Int64(status.st_size),
      modified: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec),
      inode: UInt64(truncatingIfNeeded: status.st_ino),
      device: UInt64(truncatingIfNeeded: status.st_dev))
  }
}
