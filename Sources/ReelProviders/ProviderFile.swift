package import ReelBasics

/// A file that the provider has, by its name for it.
package struct ProviderFile: Sendable, Hashable {
  package let id: String
  /// Until when, in seconds since 1970; `nil` where it is not told.
  package let expires: Int64?

  package init(id: String, expires: Int64?) {
    self.id = id
    self.expires = expires
  }
}

/// A local file that the provider is to have.
package struct ProviderUpload: Sendable, Hashable {
  package let path: String
  /// As `image/png`.
  package let mediaType: String
  package let byteCount: Int64
  /// The digest of its bytes.
  package let digest: Digest

  package init(path: String, mediaType: String, byteCount: Int64, digest: Digest) {
    self.path = path
    self.mediaType = mediaType
    self.byteCount = byteCount
    self.digest = digest
  }
}

/// What came of handing a file over. It is never billed, so whatever fails may be tried again.
///
/// All texts are cleaned, bounded and free of the key.
package enum UploadAnswer: Sendable, Equatable {
  case stored(ProviderFile)
  /// A final no.
  case refused(ProviderRefusal)
  /// Not this time; `retryAfter` is what the provider asks for.
  case failed(reason: String, retryAfter: Duration?)
}
