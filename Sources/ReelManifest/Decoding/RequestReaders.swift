import ReelCatalogue

/// The readers of requests: one for all assets that have the same defaults.
final class RequestReaders {
  /// Those of a file's assets.
  private struct OfFile {
    let file: ManifestFile
    var readers: [(verb: AssetDraft.Verb, medium: Medium, reader: RequestReader)] = []
  }

  let catalogue: Catalogue
  private let checksModels: Bool
  private let context: DecodingContext
  /// Those of the file that was asked for last: assets come file by file.
  private var ofFile: OfFile?

  /// `checksModels` says whether models that this version does not know are mistakes.
  init(catalogue: Catalogue, checksModels: Bool, context: DecodingContext) {
    self.catalogue = catalogue
    self.checksModels = checksModels
    self.context = context
  }

  /// The reader for an asset that makes a medium.
  func reader(for draft: AssetDraft, makes medium: Medium) -> RequestReader {
    if ofFile?.file !== draft.file { ofFile = OfFile(file: draft.file) }
    for known in ofFile?.readers ?? [] where known.medium == medium && known.verb == draft.verb {
      return known.reader
    }
    let reader = RequestReader(
      catalogue: catalogue,
      defaults: draft.file.defaults.values(verb: draft.operationKey.text, medium: medium),
      checksModels: checksModels, context: context)
    ofFile?.readers.append((draft.verb, medium, reader))
    return reader
  }
}
