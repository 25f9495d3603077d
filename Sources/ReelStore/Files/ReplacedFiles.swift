import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps files of another hand that somebody has Reel write over, for good: Reel removes none.
package struct ReplacedFiles: Sendable {
  private let state: StateDirectory

  package init(_ state: StateDirectory) { self.state = state }

  /// Copies the output at a path, durably, under its name and the beginning of its digest.
  ///
  /// - Returns: where the copy stands.
  /// - Throws: `.denied` where something else than a file stands there, which is left where it is.
  package func keep(_ path: String, of outputs: OutputFolder) throws(StoreError) -> String {
    guard let digest = try outputs.digest(of: path) else {
      throw StoreError(
        .denied,
        "'\(outputs.root)/\(path)' is a folder or a symbolic link, and is left where it is")
    }
    let place = "\(state.replacedPath)/\(digest.short)-\(path.fileName)"
    try Folders.create(state.replacedPath, mode: 0o700)
    guard try Folders.status(place) == nil else { return place }
    let temporary = ObjectStore(state).newTemporaryPath()
    try outputs.copy(path, to: temporary)
    guard unsafe rename(temporary, place) == 0 else {
      throw .system("cannot keep '\(place)'", errno: errno)
    }
    try Folders.sync(state.replacedPath)
    return place
  }
}
