package import ReelBasics
package import ReelCatalogue

/// What is asked of a provider, in Reel's words.
package struct ProviderRequest: Sendable, Hashable {
  package var operation: Operation
  package var model: String
  package var prompt: String?
  /// As the author set them. The provider adds what the catalogue calls usual.
  package var parameters: [ParameterName: ParameterValue]
  /// In the author's order, which prompts may refer to.
  package var inputs: [ProviderInput]
  /// How many results are wanted, from 1.
  package var count: Int
  /// Fields of the body that go out as they are.
  package var extra: [String: JSONValue]
  /// Whether the answer is to name a job where it could also wait for the result.
  package var isDeferred: Bool
  /// How the provider is to keep the results; `nil` where it need not.
  package var storage: ResultStorage?

  /// A name and a time for results that the provider keeps.
  package struct ResultStorage: Sendable, Hashable {
    package let fileName: String
    /// In seconds.
    package let lifetime: Int64

    package init(fileName: String, lifetime: Int64) {
      self.fileName = fileName
      self.lifetime = lifetime
    }
  }

  package init(
    operation: Operation, model: String, prompt: String?,
    parameters: [ParameterName: ParameterValue] = [:], inputs: [ProviderInput] = [],
    count: Int = 1, extra: [String: JSONValue] = [:], isDeferred: Bool = false,
    storage: ResultStorage? = nil
  ) {
    self.operation = operation
    self.model = model
    self.prompt = prompt
    self.parameters = parameters
    self.inputs = inputs
    self.count = count
    self.extra = extra
    self.isDeferred = isDeferred
    self.storage = storage
  }
}

/// A picture or film that a request is about.
package struct ProviderInput: Sendable, Hashable {
  /// Where its bytes are.
  package enum Content: Sendable, Hashable {
    /// For the provider to fetch; also a data URI.
    case url(String)
    /// A local file of `byteCount` bytes; `mediaType` as `image/jpeg`. Where its digest is known, it is
    /// sent whole only if it still holds that.
    case file(path: String, mediaType: String, byteCount: Int64, digest: Digest? = nil)
    /// A file that the provider has already, by its name for it.
    case uploaded(id: String)
  }

  package let role: InputRole
  package let medium: Medium
  package let content: Content
  /// Of a keyframe, when the film passes it: in thirds of a second from the start.
  package let thirds: Int?

  package init(role: InputRole, medium: Medium, content: Content, thirds: Int? = nil) {
    self.role = role
    self.medium = medium
    self.content = content
    self.thirds = thirds
  }
}
