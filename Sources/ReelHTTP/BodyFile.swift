import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a body cannot be sent (any further).
struct BodyFault: Error {
  let code: HTTPError.Code
  let message: String
}

/// A file that is being sent. It gives its last bytes only if it is still the file that was opened,
/// and holds what it is said to hold, so no server ever gets the whole of a body that is another one.
final class BodyFile {
  private struct State: Equatable {
    let byteCount: Int64
    let seconds: Int
    let nanoseconds: Int
  }

  private let path: String
  private let descriptor: Int32
  private let opened: State
  /// The digest of what it has to hold, where that is known, and of what was read of it.
  private let expected: Digest?
  private let hasher: SHA256?
  private var left: Int64
  private var isChecked = false

  /// Opens a regular file that must have `byteCount` bytes, with this digest if there is one.
  init(path: String, byteCount: Int64, digest: Digest? = nil) throws(BodyFault) {
    // Without O_NONBLOCK a named pipe would hold up the loop.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw BodyFault(code: .fileFailed, message: "cannot read \(path): \(systemText(errno))")
    }
    guard let state = Self.state(of: descriptor) else {
      close(descriptor)
      throw BodyFault(code: .fileFailed, message: "\(path) is no regular file")
    }
    guard state.byteCount == byteCount else {
      close(descriptor)
      throw BodyFault(
        code: .fileChanged, message: "\(path) has \(state.byteCount) bytes, not \(byteCount)")
    }
    self.path = path
    opened = state
    expected = digest
    hasher = digest == nil ? nil : SHA256()
    left = byteCount
  }

  deinit { close(descriptor) }

  /// Fills `buffer` as far as the file goes; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(BodyFault) -> Int {
    let wanted = Int(min(left, Int64(buffer.count)))
    var done = 0
    while done < wanted {
      let count = unsafe Self.readOnce(
        descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[done..<wanted]))
      guard count >= 0 else {
        throw BodyFault(code: .fileFailed, message: "cannot read \(path): \(systemText(errno))")
      }
      guard count > 0 else { throw changed }
      done += count
    }
    left -= Int64(done)
    unsafe hasher?.update(UnsafeRawBufferPointer(rebasing: buffer[..<done]))
    if left == 0, !isChecked {
      isChecked = true
      guard Self.state(of: descriptor) == opened else { throw changed }
      guard hasher?.finish() == expected else {
        throw BodyFault(code: .fileChanged, message: "\(path) changed since the plan")
      }
    }
    return done
  }

  private var changed: BodyFault {
    BodyFault(code: .fileChanged, message: "\(path) changed while it was sent")
  }

  private static func readOnce(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    while true {
      #if canImport(Glibc)
        let count = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      #else
        let count = unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }

  private static func state(of descriptor: Int32) -> State? {
    var information = stat()
    guard unsafe fstat(descriptor, &information) == 0,
      information.st_mode & S_IFMT == S_IFREG
    else { return nil }
    #if canImport(Darwin)
      let time = information.st_mtimespec
    #else
      let time = information.st_mtim
    #endif
    return State(
      byteCount: Int64(information.st_size), seconds: Int(time.tv_sec),
      nanoseconds: Int(time.tv_nsec))
  }
}

/// The system's words for an error number.
func systemText(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
