package import ReelBasics
package import ReelCatalogue

/// One thing to be made, with everything resolved that its manifest alone can tell.
///
/// A class, as it never changes, is large, and stands in many lists.
package final class Asset: Sendable {
  package let id: AssetID
  package let operation: Operation
  // Small, and beside each other: there are very many assets.
  private let shortCount: UInt8
  private let shortPick: UInt8
  package let skipsWhenModerated: Bool
  private let shortTake: Int32
  /// What reaches the provider, in order.
  package let inputs: [AssetInput]
  package var prompt: String? { words?.text }
  private let words: LazyText?
  private let request: AssetRequest
  package var model: String { request.model }
  /// The parameters that the author set, `size` and defaults among them.
  package var parameters: [ParameterName: ParameterValue] { request.parameters }
  /// What Reel asks for where the author is silent.
  package var usual: [ParameterName: ParameterValue] { request.usual }
  /// How many variants, from 1.
  package var count: Int { Int(shortCount) }
  package var pick: Pick {
    switch shortPick {
    case 0: .absent
    case .max: .ask
    default: .number(Int(shortPick))
    }
  }
  /// The attempt at the same words, from 1.
  package var take: Int { Int(shortTake) }
  package let output: OutputTemplate
  package let tags: [String]
  /// Where its id stands.
  package let location: SourceLocation
  /// Where its operation stands.
  package var operationLocation: SourceLocation { location.beside(operationMark) }
  private let operationMark: SourceLocation.Mark

  init(
    id: AssetID, cell: AssetCell? = nil, operation: Operation, inputs: [AssetInput],
    prompt: LazyText?, request: AssetRequest, extra: [String: JSONValue], count: Int, pick: Pick,
    take: Int, finishing: Finishing, output: OutputTemplate, skipsWhenModerated: Bool,
    needs: [AssetNeed], tags: [String], description: String?, timeout: Duration?, attempts: Int?,
    location: SourceLocation, operationLocation: SourceLocation
  ) {
    self.id = id
    self.operation = operation
    self.inputs = inputs
    words = prompt
    self.request = request
    shortCount = UInt8(count)
    shortTake = Int32(take)
    shortPick =
      switch pick {
      case .absent: 0
      case .number(let number): UInt8(number)
      case .ask: .max
      }
    self.output = output
    self.skipsWhenModerated = skipsWhenModerated
    self.tags = tags
    self.location = location
    operationMark = operationLocation.mark
    let isPlain =
      cell == nil && extra.isEmpty && needs.isEmpty && description == nil && timeout == nil
      && attempts == nil && finishing.isNothing
    rest =
      isPlain
      ? .none
      : Rest(
        cell: cell, extra: extra, finishing: finishing, needs: needs, description: description,
        timeout: timeout, attempts: attempts)
  }

  /// What most assets have none of; those share one.
  private let rest: Rest

  private final class Rest: Sendable {
    static let none = Rest(
      cell: nil, extra: [:], finishing: Finishing(size: nil, fit: .cover, mask: nil), needs: [],
      description: nil, timeout: nil, attempts: nil)

    let cell: AssetCell?
    let extra: [String: JSONValue]
    let finishing: Finishing
    let needs: [AssetNeed]
    let description: String?
    let timeout: Duration?
    let attempts: Int?

    init(
      cell: AssetCell?, extra: [String: JSONValue], finishing: Finishing, needs: [AssetNeed],
      description: String?, timeout: Duration?, attempts: Int?
    ) {
      self.cell = cell
      self.extra = extra
      self.finishing = finishing
      self.needs = needs
      self.description = description
      self.timeout = timeout
      self.attempts = attempts
    }
  }

  /// Where it stands in its asset's matrix; `nil` for an asset without one.
  package var cell: AssetCell? { rest.cell }
  package var extra: [String: JSONValue] { rest.extra }
  package var finishing: Finishing { rest.finishing }
  package var needs: [AssetNeed] { rest.needs }
  package var description: String? { rest.description }
  /// How long it may take, where the manifest says.
  package var timeout: Duration? { rest.timeout }
  /// How often a request is tried, where the manifest says.
  package var attempts: Int? { rest.attempts }

  /// What the manifest calls it: of a cell, the asset that has the matrix.
  package var name: String { cell?.name.asset ?? id.text }

  /// Which variant others build on.
  package enum Pick: Sendable, Hashable {
    /// The first.
    case absent
    /// This one, from 1.
    case number(Int)
    /// None until a person has chosen.
    case ask
  }

  /// Every path below the output directory that one of its variants, or its sidecar, may stand at.
  package var possiblePaths: [String] {
    let formats = OutputTemplate.extensions(of: operation.makes)
    return (1...count).flatMap { variant in
      formats.flatMap { format in
        let path = output.path(variant: variant, of: count, format: format)
        return [path, OutputTemplate.sidecar(of: path)]
      }
    }
  }

  /// What reaches the provider, and the mask.
  package var allInputs: [AssetInput] {
    guard rest !== Rest.none, let mask = finishing.mask else { return inputs }
    return inputs + [mask]
  }

  /// Whether it needs nothing but its inputs: no mask, and nothing that `needs` names.
  package var needsOnlyInputs: Bool {
    rest === Rest.none || rest.needs.isEmpty && rest.finishing.mask == nil
  }

  /// What Reel does to the picture afterwards; local and free.
  package struct Finishing: Sendable {
    package let size: PixelSize?
    package let fit: Fit
    package let mask: AssetInput?

    /// Whether nothing is done.
    fileprivate var isNothing: Bool { size == nil && fit == .cover && mask == nil }

    /// How a picture fills its size. The raw value stands in recipes.
    package enum Fit: String, Sendable, Hashable {
      case cover
      case contain
    }
  }
}
