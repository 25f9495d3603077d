package import ReelBasics

/// What is known of the bytes of a result or an output.
package struct MediaRecord: Sendable, Hashable {
  /// The media type of files beside outputs that say where these come from: XMP is RDF. They have no
  /// size in pixels.
  package static let sidecarType = "application/rdf+xml"

  /// The digest of the bytes, which is their name in the store.
  package let digest: Digest
  /// As `image/jpeg`: told by the bytes, never by what a server says.
  package let mediaType: String
  package let byteCount: Int64
  /// In pixels.
  package let width: Int
  package let height: Int
  /// The length of a film.
  package let milliseconds: Int?

  package init(
    digest: Digest, mediaType: String, byteCount: Int64, width: Int, height: Int,
    milliseconds: Int? = nil
  ) {
    self.digest = digest
    self.mediaType = mediaType
    self.byteCount = byteCount
    self.width = width
    self.height = height
    self.milliseconds = milliseconds
  }

  /// The usual extension of its format.
  package var fileExtension: String {
    switch mediaType {
    case "image/jpeg": "jpg"
    case "video/mp4": "mp4"
    default: mediaType.pathParts.last.map(String.init) ?? "bin"
    }
  }
}
