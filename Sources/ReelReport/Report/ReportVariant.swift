/// A variant of an asset on the page: its file, or why there is none.
package struct ReportVariant: Sendable {
  /// What stands in its place on the page.
  package struct File: Sendable, Hashable {
    /// Where it is, absolute; the page does not tell.
    package let path: String
    /// As messages write it.
    package let name: String
    /// Relative to the page, percent-encoded.
    package let address: String
    /// In pixels.
    package let width: Int
    package let height: Int
    /// A small picture of it as a `data:` address, where the page is to carry one.
    package var thumbnail: String?

    package init(
      path: String, name: String, address: String, width: Int, height: Int,
      thumbnail: String? = nil
    ) {
      self.path = path
      self.name = name
      self.address = address
      self.width = width
      self.height = height
      self.thumbnail = thumbnail
    }
  }

  /// From 1.
  package let number: Int
  package var file: File?
  /// Why there is no file, or what is odd about it.
  package let note: String?
  /// Whether others build on it, and nobody else's word is waited for.
  package let isPicked: Bool
  /// The command that picks it; `nil` where there is nothing to choose.
  package let pickLine: String?
  /// The model that served, where the provider said so.
  package let model: String?
  package let revisedPrompt: String?
  /// The provider's name for the request or job that it came from.
  package let requestID: String?

  package init(
    number: Int, file: File? = nil, note: String? = nil, isPicked: Bool = false,
    pickLine: String? = nil,
    model: String? = nil, revisedPrompt: String? = nil, requestID: String? = nil
  ) {
    self.number = number
    self.file = file
    self.note = note
    self.isPicked = isPicked
    self.pickLine = pickLine
    self.model = model
    self.revisedPrompt = revisedPrompt
    self.requestID = requestID
  }
}
