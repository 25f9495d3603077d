import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Room that is kept for the answers under way when the disk is full.
///
/// A file in the state folder takes the room. The first write of results that finds the disk full has
/// the file cut down, and is tried once more; what is left of it is for the records of requests that
/// are under way, and goes when one of those finds the disk full. From the first of these on no
/// request is begun (`refuseIfFreed()`), because there may be no room for its answer.
package final class Ballast: Sendable {
  /// How much room is kept for records: some hundreds of answers.
  static let recordsSize: Int64 = 2 << 20
  /// How much room is kept in all: for records, and for a few pictures or a film.
  package static let size: Int64 = 6 << 20

  /// What room is needed for.
  package enum Need: Sendable {
    /// Bytes that can be had again, or are worth less than what is known of requests.
    case results
    case records
  }

  private struct State: Sendable {
    var isFreed = false
    /// Whether there was any, of what was given up.
    var gave: [Need: Bool] = [:]
  }

  private let path: String
  private let state = Locked(State())
  private let turn = Locked(())

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
        "the disk is full, and \(Self.size >> 20) MiB of '\(path)' are needed for the answers")
    }
  }

  /// - Throws: `.full` once room was given up.
  func refuseIfFreed() throws(StoreError) {
    guard state.withLock({ $0.isFreed }) else { return }
    throw StoreError(.full, "the disk is full, and its last room is kept for answers under way")
  }

  /// Writes; where the disk is full, gives up the room for that need, and writes once more if there
  /// was any.
  static func relieving<Result>(
    _ ballast: Ballast?, for need: Need, _ write: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    do {
      return try write()
    } catch {
      guard error.code == .full, let ballast, ballast.free(for: need) else { throw error }
      guard need == .results else { return try write() }
      // One at a time: of two that fit alone and not together, one is kept.
      return try ballast.turn.withLock { (_) throws(StoreError) in try write() }
    }
  }

  /// Gives up the room for a need; whether there was any, be it that another write had it given up.
  package func free(for need: Need) -> Bool {
    state.withLock { state in
      state.isFreed = true
      if let gave = state.gave[need] ?? state.gave[.records] { return gave }
      let gave =
        switch need {
        case .results: cutDown()
        case .records: unsafe unlink(path) == 0
        }
      state.gave[need] = gave
      return gave
    }
  }

  /// Leaves only what is for records; whether there was more.
  private func cutDown() -> Bool {
    guard let file = try? OpenFile.open(path, flags: O_RDWR | O_NOFOLLOW),
      let size = try? file.regularStamp().size, size > Self.recordsSize
    else { return false }
    return ftruncate(file.descriptor, off_t(Self.recordsSize)) == 0
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
