import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Room that is kept for the answers under way when the disk is full.
///
/// A file in the state folder takes the room. The first write of records or objects that finds the
/// disk full removes the file and is tried once more; from then on no request is begun
/// (`refuseIfFreed()`), because there may be no room for its answer.
package final class Ballast: Sendable {
  /// How much room is kept: some hundreds of recorded answers.
  package static let size: Int64 = 4 << 20

  private let path: String
  private let isFreed = Locked(false)

  package init(_ state: StateDirectory) { path = state.path + "/ballast" }

  /// Takes the room, where it is not taken from earlier on.
  ///
  /// - Throws: `.full` where there is none: nothing may be sent then.
  package func reserve() throws(StoreError) {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW
    do {
      let file = try OpenFile.open(path, flags: flags)
      // Blocks, not bytes: a file with holes takes no room.
      guard try Int64(file.status().st_blocks) * 512 < Self.size else { return }
      try Self.allocate(file)
      try file.sync()
    } catch {
      _ = unsafe unlink(path)
      guard error.code == .full else { throw error }
      throw StoreError(
        .full,
        "nothing was sent: the disk is full, and \(Self.size >> 20) MiB of '\(path)' are needed "
          + "for the answers; make room and run this again")
    }
  }

  /// - Throws: `.full` once the room was given up.
  func refuseIfFreed() throws(StoreError) {
    guard isFreed.withLock({ $0 }) else { return }
    throw StoreError(.full, "the disk is full, and its last room is kept for answers under way")
  }

  /// Writes; where the disk is full and the ballast still there, gives it up and writes once more.
  static func relieving<Result>(
    _ ballast: Ballast?, _ write: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    do {
      return try write()
    } catch {
      guard error.code == .full, let ballast, ballast.free() else { throw error }
      return try write()
    }
  }

  /// Gives up the room; whether there was any to give.
  private func free() -> Bool {
    isFreed.withLock { isFreed in
      isFreed = true
      return unsafe unlink(path) == 0
    }
  }

  private static func allocate(_ file: OpenFile) throws(StoreError) {
    #if canImport(Glibc)
      let code = posix_fallocate(file.descriptor, 0, off_t(size))
      guard code == 0 else { throw .system("cannot reserve '\(file.name)'", errno: code) }
    #else
      for _ in 0..<(size >> 20) { try file.write([UInt8](repeating: 0, count: 1 << 20)) }
    #endif
  }
}
