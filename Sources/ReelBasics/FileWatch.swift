#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How a file looked: what tells cheaply, and without a doubt, that it is still the one that was read.
///
/// A change that leaves size and time of modification as they were moves the time of the inode's last
/// change, which no program can set.
package struct FileWatch: Sendable, Hashable {
  /// In bytes.
  package let size: Int64
  /// When it was last modified, in nanoseconds since 1970.
  package let modified: Int64
  /// When its inode last changed, in nanoseconds since 1970.
  package let changed: Int64
  package let inode: UInt64
  package let device: UInt64

  package init(size: Int64, modified: Int64, changed: Int64, inode: UInt64, device: UInt64) {
    self.size = size
    self.modified = modified
    self.changed = changed
    self.inode = inode
    self.device = device
  }

  /// How a regular file looks now, links followed; `nil` where none stands there, or none that can be
  /// looked at.
  package static func of(_ path: String) -> FileWatch? {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return FileWatch(status)
  }

  /// How the program of this process looks: another build of it may decide otherwise.
  package static let program: FileWatch? = {
    #if canImport(Darwin)
      var size = UInt32(PATH_MAX)
      var path = [CChar](repeating: 0, count: Int(size))
      guard unsafe _NSGetExecutablePath(&path, &size) == 0 else { return nil }
      return unsafe path.withUnsafeBufferPointer { path in
        unsafe path.baseAddress.flatMap { unsafe of(String(cString: $0)) }
      }
    #else
      return of("/proc/self/exe")
    #endif
  }()

  private init(_ status: stat) {
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.init(
      size: Int64(status.st_size), modified: Self.nanoseconds(modified),
      changed: Self.nanoseconds(changed), inode: UInt64(truncatingIfNeeded: status.st_ino),
      device: UInt64(truncatingIfNeeded: status.st_dev))
  }

  /// When it was last touched in any way, in nanoseconds since 1970.
  package var touched: Int64 { max(modified, changed) }

  /// The time that a file would get that is written now, in nanoseconds since 1970.
  package static var now: Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
