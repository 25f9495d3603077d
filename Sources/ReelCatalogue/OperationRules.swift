/// What a model takes for one operation.
///
/// A class, as it never changes, and every asset is held against one.
package final class OperationRules: Sendable {
  /// The parameters it takes, and their values.
  package let parameters: [ParameterName: ParameterRule]
  /// What Reel asks for where the author is silent: requests say everything, so that a default that
  /// the provider changes changes nothing here. Not part of fingerprints.
  package let usual: [ParameterName: ParameterValue]
  /// How many inputs of each role it takes. A role that is absent is not taken.
  package let inputs: [InputRole: ClosedRange<Int>]
  /// Whether a request without a prompt is refused.
  package let requiresPrompt: Bool
  /// The most results of one request.
  package let resultsPerRequest: Int
  /// How long an input film may be in seconds, where there is a limit.
  package let inputSeconds: ClosedRange<Double>?
  /// What it costs.
  package let price: Price

  init(
    parameters: [ParameterName: ParameterRule], usual: [ParameterName: ParameterValue],
    inputs: [InputRole: ClosedRange<Int>] = [:],
    requiresPrompt: Bool = true, resultsPerRequest: Int = 1,
    inputSeconds: ClosedRange<Double>? = nil,
    price: Price
  ) {
    self.parameters = parameters
    self.usual = usual
    self.inputs = inputs
    self.requiresPrompt = requiresPrompt
    self.resultsPerRequest = resultsPerRequest
    self.inputSeconds = inputSeconds
    self.price = price
  }

  /// The parameters of a request: what the author set over what is usual.
  package func filledIn(
    _ parameters: [ParameterName: ParameterValue]
  ) -> [ParameterName: ParameterValue] {
    parameters.isEmpty ? usual : usual.merging(parameters) { _, set in set }
  }
}
