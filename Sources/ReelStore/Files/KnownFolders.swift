import ReelBasics

/// Folders that were made, or found, and made durable by this process: that need not be done for every
/// file that goes into one.
final class KnownFolders: Sendable {
  private let known = Locked<Set<String>>([])

  /// Makes a folder of the owner's alone, durably; does nothing where it did before.
  func make(_ path: String) throws(StoreError) {
    guard !known.withLock({ $0.contains(path) }) else { return }
    try Folders.create(path, mode: 0o700)
    known.withLock { _ = $0.insert(path) }
  }

  /// A folder may be gone.
  func forget(_ path: String) { known.withLock { _ = $0.remove(path) } }
}
