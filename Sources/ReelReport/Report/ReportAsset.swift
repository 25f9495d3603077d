package import ReelBasics
package import ReelCatalogue

/// What the page says of one asset.
package struct ReportAsset: Sendable {
  /// How it stands, in the order in which people want to hear of it. The raw value names its look.
  package enum Standing: String, Sendable, CaseIterable {
    /// Somebody has to do something.
    case trouble
    /// It goes on by itself, by a choice, or behind another one.
    case waits
    /// The next run makes it.
    case open
    case done
    /// Nobody wants it now.
    case aside
  }

  /// How it stands, in a word and, where there is more to say, in words.
  package struct Status: Sendable, Hashable {
    package let standing: Standing
    package let word: String
    /// Why, and what to do.
    package let message: String?

    package init(_ standing: Standing, _ word: String, _ message: String? = nil) {
      self.standing = standing
      self.word = word
      self.message = message
    }
  }

  /// A place on an axis of a matrix, a parameter, or another name with its value.
  package struct Pair: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package let id: String
  /// The asset of the manifest that a cell is of; else its own id.
  package let group: String
  /// Where a cell stands in its matrix; none for an asset without one.
  package let axes: [Pair]
  package let operation: Operation
  package let model: String
  package let prompt: String?
  package let parameters: [Pair]
  package let tags: [String]
  package let description: String?
  /// Where its id stands in the manifest, as `shots.yaml:12:3`.
  package let place: String
  /// A few hexadecimal digits; `nil` where it is known only in a run.
  package let fingerprint: String?
  package let status: Status
  /// At least one.
  package var variants: [ReportVariant]
  /// What it is likely to cost where it is still to be made and has a price.
  package let estimate: Ticks?
  /// The asset of the page whose requests made it too, as it is the same work.
  package let madeWith: String?

  package init(
    id: String, group: String? = nil, axes: [Pair] = [], operation: Operation, model: String,
    prompt: String? = nil, parameters: [Pair] = [], tags: [String] = [],
    description: String? = nil, place: String = "", fingerprint: String? = nil, status: Status,
    variants: [ReportVariant], estimate: Ticks? = nil,
    madeWith: String? = nil
  ) {
    self.id = id
    self.group = group ?? id
    self.axes = axes
    self.operation = operation
    self.model = model
    self.prompt = prompt
    self.parameters = parameters
    self.tags = tags
    self.description = description
    self.place = place
    self.fingerprint = fingerprint
    self.status = status
    self.variants = variants
    self.estimate = estimate
    self.madeWith = madeWith
  }
}
