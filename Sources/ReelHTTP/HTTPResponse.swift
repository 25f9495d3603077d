package import ReelBasics

/// A complete answer with its body in memory, whatever its status.
package struct HTTPResponse: Sendable, Equatable {
  /// The status, 200...599 as a rule.
  package let status: Int
  package let headers: HTTPHeaders
  /// The body; of a status other than 2xx its first MiB.
  package let body: [UInt8]
  /// Whether the answer said where its body ends. Where it did not, a cut connection looks like the
  /// end: the body must prove itself whole (JSON that parses, a hash).
  package let isDelimited: Bool
  /// The body's texts that are in files, where the request had a `spill`. The files are the caller's.
  package let spilled: [HTTPSpilledText]
  /// A file with the answer as it came, where any text is in a file: at most
  /// `HTTPSpill.maximumRawBytes` of it. It is the caller's too.
  package let rawPath: String?

  package init(
    status: Int, headers: HTTPHeaders, body: [UInt8], isDelimited: Bool = true,
    spilled: [HTTPSpilledText] = [], rawPath: String? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.isDelimited = isDelimited
    self.spilled = spilled
    self.rawPath = rawPath
  }
}

/// A complete answer whose body went to a file.
package struct HTTPDownload: Sendable, Equatable {
  /// The status; the file exists where it is 200...299.
  package let status: Int
  package let headers: HTTPHeaders
  /// The size of the file; 0 where there is none.
  package let byteCount: Int64
  /// The digest of the file; `nil` where there is none.
  package let digest: Digest?
  /// The first bytes (64 KiB at most) of the answer of any other status.
  package let errorBody: [UInt8]
  /// Whether the answer said where its body ends; see `HTTPResponse.isDelimited`.
  package let isDelimited: Bool

  package init(
    status: Int, headers: HTTPHeaders, byteCount: Int64, digest: Digest?, errorBody: [UInt8] = [],
    isDelimited: Bool = true
  ) {
    self.status = status
    self.headers = headers
    self.byteCount = byteCount
    self.digest = digest
    self.errorBody = errorBody
    self.isDelimited = isDelimited
  }
}
