/// Decodes assets of which the operation is known, cell by cell.
///
/// A class, as what decodes a cell has one, and a cell comes very often.
final class AssetDecoder {
  let references: ReferenceReader
  let prompts: PromptFiles
  let requests: RequestReaders
  let context: DecodingContext

  init(
    references: ReferenceReader, prompts: PromptFiles, requests: RequestReaders,
    context: DecodingContext
  ) {
    self.references = references
    self.prompts = prompts
    self.requests = requests
    self.context = context
  }

  /// The asset that a cell makes; `nil` where that cannot be told, which is reported.
  ///
  /// `reader` reads its keys.
  func decode(
    _ draft: AssetDraft, _ reader: MappingReader, at place: CellIndex.Place
  ) -> Asset? {
    CellDecoder(
      decoder: self, draft: draft, reader: reader, place: place,
      cell: draft.matrix.cells[place.cell]
    ).decode()
  }
}
