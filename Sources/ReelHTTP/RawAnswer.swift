/// An answer as it came, kept in a file beside those of its texts, for a person to look at.
final class RawAnswer {
  private let policy: HTTPSpill
  private let makeRoom: () -> Bool
  private var file: DownloadFile?
  /// Whether there is a place for it.
  private var hasPlace = true

  /// `makeRoom` is asked once where the file finds the disk full.
  init(_ policy: HTTPSpill, makeRoom: @escaping () -> Bool) {
    self.policy = policy
    self.makeRoom = makeRoom
  }

  /// Begins the file with what came so far and the piece that follows it, unless it was begun before.
  func begin(with body: [UInt8], followedBy rest: UnsafeRawBufferPointer) {
    guard file == nil, hasPlace else { return }
    let beginning = Array(body.prefix(Int(clamping: policy.maximumRawBytes)))
    do throws(BodyFault) {
      file = try policy.newFile(reliefs: [makeRoom])
      try file?.write(beginning)
    } catch {
      drop()
    }
    unsafe add(rest)
  }

  /// Takes the next piece, where the file was begun.
  func add(_ piece: UnsafeRawBufferPointer) {
    guard let file else { return }
    let room = policy.maximumRawBytes - file.byteCount
    let count = Int(min(Int64(piece.count), room))
    guard count > 0 else { return }
    do throws(BodyFault) {
      try unsafe file.write(UnsafeRawBufferPointer(rebasing: piece[..<count]))
    } catch {
      drop()
    }
  }

  /// Does without it: it is only for a person to look at, and the texts are what was paid for. Gives
  /// whether that made room.
  @discardableResult
  func drop() -> Bool {
    hasPlace = false
    guard file != nil else { return false }
    file = nil
    return true
  }

  /// Hands the file over, where there is one.
  func finish() -> DownloadFile.Finished? {
    defer { file = nil }
    return file?.finish()
  }
}
