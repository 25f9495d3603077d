private import CCrypto

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SHA-256 by OpenSSL, which uses the processor's own instructions. It is loaded with the first of them; a
/// process that cannot have it ends.
@safe package final class SHA256 {
  private let context: OpaquePointer

  package init() {
    if let reason = unsafe reel_crypto_load() { unsafe Self.end(String(cString: reason)) }
    guard let context = unsafe reel_sha256_new() else { Self.end("OpenSSL cannot begin a digest") }
    unsafe self.context = context
  }

  deinit { unsafe reel_sha256_free(context) }

  /// As the system ends a program that lacks a library.
  private static func end(_ reason: String) -> Never {
    DescriptorWriter.standardError.write(
      "reel: \(reason); the Debian package libssl3 has it, and Homebrew's openssl@3\n")
    exit(127)
  }

  /// Adds bytes.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    _ = unsafe reel_sha256_update(context, bytes.baseAddress, bytes.count)
  }

  /// Adds bytes.
  package func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// The digest of everything added; the hasher is spent.
  package func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    _ = unsafe reel_sha256_finish(context, &bytes)
    guard let digest = Digest(bytes: bytes) else { fatalError("SHA-256 has 32 bytes") }
    return digest
  }

  /// The digest of `bytes`.
  package static func digest(_ bytes: [UInt8]) -> Digest {
    let hasher = SHA256()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// The digest of a text's UTF-8.
  package static func digest(_ text: String) -> Digest {
    let hasher = SHA256()
    var text = text
    text.withUTF8 { unsafe hasher.update(UnsafeRawBufferPointer($0)) }
    return hasher.finish()
  }
}
