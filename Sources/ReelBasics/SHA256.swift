private import CCrypto

/// SHA-256 by OpenSSL, which uses the processor's own instructions.
@safe package final class SHA256 {
  private let context: OpaquePointer
  // Looked up once, as OpenSSL takes longer for that than for a short text. It never changes.
  private nonisolated(unsafe) static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

  package init() {
    guard let context = unsafe EVP_MD_CTX_new() else { fatalError("out of memory") }
    unsafe self.context = context
    unsafe precondition(
      EVP_DigestInit_ex(context, Self.algorithm, nil) == 1, "SHA-256 is missing")
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds bytes.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// Adds bytes.
  package func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { unsafe update($0) }
  }

  /// The digest of everything added; the hasher is spent.
  package func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    _ = unsafe EVP_DigestFinal_ex(context, &bytes, nil)
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
  package static func digest(_ text: String) -> Digest { digest(Array(text.utf8)) }
}
