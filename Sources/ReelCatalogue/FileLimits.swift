/// How large an input's file may be, by the way in which it is handed over.
package struct FileLimits: Sendable, Hashable {
  /// The most bytes of a file that goes inside the request, as base64; a larger one is uploaded.
  package let inline: Int64
  /// The most bytes of a file that the provider takes in any way.
  package let maximum: Int64
}
