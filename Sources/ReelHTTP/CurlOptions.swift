/// What all transfers have in common.
struct CurlSettings: Sendable {
  let userAgent: String
  /// A PEM file; `nil` for the system's.
  let certificateAuthorities: String?
  /// How long a connection that is idle may be used again, in seconds.
  let connectionAge: Int
  /// Makes room on a full disk; says whether there may be some now.
  let makeRoom: @Sendable () -> Bool
}

/// What one hop of a transfer asks of libcurl.
struct CurlOptions {
  let id: UInt64
  let address: HTTPAddress
  let method: HTTPRequest.Method
  /// `Name: value` lines.
  let headerLines: [String]
  let bodyByteCount: Int64
  /// The whole body, where it is small and in memory: it goes out with the head.
  let smallBody: [UInt8]?
  let settings: CurlSettings
  let limits: HTTPLimits
  /// What is left of `limits.total`.
  let remaining: Duration
  /// Whether the body goes to a file.
  let isDownload: Bool
}
