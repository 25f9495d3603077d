import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that gets one line of JSON at a time.
final class LedgerFile: Sendable {
  private let descriptor: Int32

  /// Opens a file for appending; makes it where it is absent.
  init(path: String) throws(EmulatorError) {
    descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw EmulatorError("cannot open the ledger file \(path): \(Self.reason(errno))")
    }
  }

  deinit { close(descriptor) }

  /// Writes a line. What cannot be written is lost to the file only: the ledger in memory has it.
  func append(_ value: JSONValue) {
    let line = value.bytes + [UInt8(ascii: "\n")]
    var written = 0
    while written < line.count {
      let count = unsafe line.withUnsafeBytes { bytes in
        unsafe write(
          descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]).baseAddress,
          bytes.count - written)
      }
      if count < 0 {
        guard errno == EINTR else { return }
      } else {
        written += count
      }
    }
  }

  private static func reason(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
