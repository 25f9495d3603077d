import ReelBasics
import ReelHTTP

/// A `multipart/form-data` body (RFC 7578) whose file is read while it is sent.
struct MultipartBody {
  private let boundary: String
  private var parts: [HTTPBody.Part] = []

  /// - Parameter digest: of the file to be sent. It is the boundary, which no file holds that way.
  init(digest: Digest) { boundary = "reel-" + digest.hex }

  var contentType: String { "multipart/form-data; boundary=" + boundary }

  /// The whole, with its end.
  var body: HTTPBody { HTTPBody(parts: parts + [Self.bytes("--\(boundary)--\r\n")]) }

  /// Adds a field. Neither text holds quotes or line breaks.
  mutating func add(_ name: String, _ value: String) {
    parts.append(Self.bytes("\(head(name))\r\n\r\n\(value)\r\n"))
  }

  /// Adds a file under a name of ours: the author's stays here.
  mutating func add(_ name: String, _ file: ProviderUpload, as fileName: String) {
    parts += [
      Self.bytes(
        "\(head(name)); filename=\"\(fileName)\"\r\nContent-Type: \(file.mediaType)\r\n\r\n"),
      .file(path: file.path, byteCount: file.byteCount, digest: file.digest), Self.bytes("\r\n"),
    ]
  }

  private func head(_ name: String) -> String {
    "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\""
  }

  private static func bytes(_ text: String) -> HTTPBody.Part { .bytes(Array(text.utf8)) }
}
