import ReelBasics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What stands in the way of keeping records, objects or outputs.
package struct StoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of trouble it is. Compare codes with `==`; there may be more of them one day.
  package struct Code: Sendable, Hashable {
    private enum Kind: Hashable {
      case held, newerVersion, damaged, full, denied, missing, outsideOutput, changed, conflict, io
    }

    private let kind: Kind

    private init(_ kind: Kind) { self.kind = kind }

    /// Another run holds the state; `holder` tells which.
    package static var held: Code { Code(.held) }
    /// A newer version of Reel wrote the state.
    package static var newerVersion: Code { Code(.newerVersion) }
    /// Records or bytes are not what they must be.
    package static var damaged: Code { Code(.damaged) }
    /// The disk or the quota is full.
    package static var full: Code { Code(.full) }
    /// It may not be read or written, or something stands in the way.
    package static var denied: Code { Code(.denied) }
    /// A file or folder is not there.
    package static var missing: Code { Code(.missing) }
    /// The path leads out of the output directory.
    package static var outsideOutput: Code { Code(.outsideOutput) }
    /// Another hand changed what stands at an output's path.
    package static var changed: Code { Code(.changed) }
    /// The records already say otherwise: a defect of the caller's.
    package static var conflict: Code { Code(.conflict) }
    /// Anything else that the system reports.
    package static var io: Code { Code(.io) }
  }

  package let code: Code
  /// What happened, to what, in words for people.
  package let message: String
  /// Who holds the state, where that is the trouble and the holder said so.
  package let holder: RunLock.Holder?

  package init(_ code: Code, _ message: String, holder: RunLock.Holder? = nil) {
    self.code = code
    self.message = message
    self.holder = holder
  }

  /// What becomes of damaged records.
  static let rebuild = "the next run moves the damaged file aside and rebuilds it from the journal"

  /// The message.
  package var description: String { message }

  /// The trouble that `errno` tells of, after `action`, which reads as "cannot write PATH".
  static func system(_ action: String, errno code: Int32) -> StoreError {
    StoreError(Self.code(ofSystem: code), "\(action): \(systemErrorText(code))")
  }

  private static func code(ofSystem code: Int32) -> Code {
    switch code {
    case ENOSPC, EDQUOT: .full
    case EACCES, EPERM, EROFS, EISDIR, ENOTDIR, EEXIST, ELOOP: .denied
    case ENOENT: .missing
    default: .io
    }
  }
}
