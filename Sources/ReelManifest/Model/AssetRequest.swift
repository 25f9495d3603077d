import ReelCatalogue

/// What an asset asks of its model. A class, as most assets of a manifest ask for one of a few.
final class AssetRequest: Sendable {
  let model: String
  /// The parameters that the author set, `size` and defaults among them.
  let parameters: [ParameterName: ParameterValue]
  /// What Reel asks for where the author is silent.
  let usual: [ParameterName: ParameterValue]

  init(
    model: String, parameters: [ParameterName: ParameterValue],
    usual: [ParameterName: ParameterValue] = [:]
  ) {
    self.model = model
    self.parameters = parameters
    self.usual = usual
  }
}
