import ReelCatalogue

/// The readers of requests: one for all assets that have the same defaults.
final class RequestReaders {
  private struct Key: Hashable {
    let file: ObjectIdentifier
    let verb: String
    let medium: Medium
  }

  private let catalogue: Catalogue
  private let checksModels: Bool
  private let context: DecodingContext
  private var readers: [Key: RequestReader] = [:]

  /// `checksModels` says whether models that this version does not know are mistakes.
  init(catalogue: Catalogue, checksModels: Bool, context: DecodingContext) {
    self.catalogue = catalogue
    self.checksModels = checksModels
    self.context = context
  }

  /// The reader for an asset that makes a medium.
  func reader(for draft: AssetDraft, makes medium: Medium) -> RequestReader {
    let verb = draft.operationKey.text
    let key = Key(file: ObjectIdentifier(draft.file), verb: verb, medium: medium)
    if let known = readers[key] { return known }
    let reader = RequestReader(
      catalogue: catalogue, defaults: draft.file.defaults.values(verb: verb, medium: medium),
      checksModels: checksModels, context: context)
    readers[key] = reader
    return reader
  }
}
