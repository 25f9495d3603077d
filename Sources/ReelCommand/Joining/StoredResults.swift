import ReelBasics
import ReelStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension RecordDatabase {
  /// The provider's name for bytes of a result that it keeps, and still will when it looks.
  func storedFile(of digest: Digest, at host: String) -> String? {
    // A little before its time.
    let moment = Int64(time(nil)) + 600
    return (try? storedFile(of: digest, at: host, past: moment)).flatMap { $0 }
  }
}
