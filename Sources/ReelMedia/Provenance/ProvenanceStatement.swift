/// What a file says of where it comes from.
package struct ProvenanceStatement: Sendable, Hashable {
  /// A term of IPTC's vocabulary http://cv.iptc.org/newscodes/digitalsourcetype/, read on 21 November
  /// 2026.
  package enum SourceType: String, Sendable, Hashable, CaseIterable {
    /// Made by a trained model.
    case trainedAlgorithmicMedia
    /// Made by a trained model out of something that is not.
    case compositeWithTrainedAlgorithmicMedia
    /// Made by an algorithm that was not trained on anything.
    case algorithmicMedia
    /// Such a thing, made out of something else.
    case compositeSynthetic
  }

  package let sourceType: SourceType
  /// Who made it, as people call it.
  package let provider: String
  /// The model that served.
  package let model: String
  /// The provider's name for the request.
  package let requestID: String?
  /// SHA-256 of the prompt's UTF-8, in hexadecimal.
  package let promptDigest: String?
  /// The prompt itself, where it is to be read by everybody.
  package let prompt: String?

  package init(
    sourceType: SourceType, provider: String, model: String, requestID: String?,
    promptDigest: String?, prompt: String?
  ) {
    self.sourceType = sourceType
    self.provider = provider
    self.model = model
    self.requestID = requestID
    self.promptDigest = promptDigest
    self.prompt = prompt
  }

  /// Whether a model made it that was trained.
  private var isOfAI: Bool {
    sourceType == .trainedAlgorithmicMedia || sourceType == .compositeWithTrainedAlgorithmicMedia
  }

  /// The properties of its XMP, by prefix and name. The `AI…` ones are of the IPTC Photo Metadata
  /// Standard 2025.1. What is longer than any packet has room for is left out.
  var properties: [(prefix: String, name: String, value: String)] {
    let system = isOfAI ? "\(provider) \(model)" : nil
    let all: [(String, String, String?)] = [
      (
        "Iptc4xmpExt", "DigitalSourceType",
        "http://cv.iptc.org/newscodes/digitalsourcetype/\(sourceType.rawValue)"
      ),
      ("Iptc4xmpExt", "AISystemUsed", system),
      ("Iptc4xmpExt", "AIPromptInformation", prompt),
      ("reel", "Provider", provider),
      ("reel", "Model", model),
      ("reel", "RequestID", requestID),
      ("reel", "PromptSHA256", promptDigest),
    ]
    return all.compactMap { property in
      guard let value = property.2,
        value.utf8.count <= (property.1 == "AIPromptInformation" ? 32_768 : 1024)
      else { return nil }
      return (prefix: property.0, name: property.1, value: value)
    }
  }
}
