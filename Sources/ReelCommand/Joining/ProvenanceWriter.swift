import ReelBasics
import ReelCatalogue
import ReelMedia
import ReelPlan
import ReelStore

/// Marks outputs with where they come from, by what is on record of it.
struct ProvenanceWriter: Sendable {
  /// A file that is ready to be put in its place.
  struct MarkedFile: Sendable {
    let path: String
    let digest: Digest
    /// Whether it is nobody's once it was copied.
    let isTemporary: Bool

    /// One of the store's.
    static func object(_ digest: Digest, _ objects: ObjectStore) -> MarkedFile {
      MarkedFile(path: objects.path(of: digest), digest: digest, isTemporary: false)
    }

    func removeIfTemporary() {
      if isTemporary { FileStatus.remove(path) }
    }
  }

  /// Why a file stays as it is.
  struct Refusal: Error {
    let reason: String
  }

  let objects: ObjectStore
  let database: RecordDatabase
  let threads: WorkerThreads
  let catalogue: Catalogue

  /// A copy of an object with a mark. It is on record before it is put anywhere, so that a run that is
  /// killed then knows it again. The store keeps none: it takes no time to make another.
  ///
  /// - Throws: `Refusal` where the file has no place for a mark, `StoreError`, `MediaError`.
  func file(
    of base: MediaRecord, marked mark: OutputMark, _ output: PlannedOutput, _ work: Work
  ) async throws -> MarkedFile {
    let statement = try statement(mark, output, work)
    let file = try await threads.run { [objects] in
      try Self.copy(
        objects.path(of: base.digest), base.digest, marked: statement,
        as: objects.newTemporaryPath())
    }
    let media = MediaRecord(
      digest: file.digest, mediaType: base.mediaType,
      byteCount: FileStatus.size(of: file.path) ?? 0, width: base.width, height: base.height,
      milliseconds: base.milliseconds)
    return try await recorded(file, media, output)
  }

  /// A file that is to stand beside another output and says where that comes from; on record like a
  /// marked one.
  ///
  /// - Throws: `Refusal`, `StoreError`, `MediaError`.
  func sidecar(_ output: PlannedOutput, _ work: Work) async throws -> MarkedFile {
    guard let mark = output.mark else { throw Refusal(reason: "there is nothing to say of it") }
    let statement = try statement(mark, output, work)
    let file = try await threads.run { [objects] in
      try Self.marked(objects.newTemporaryPath()) { (path) throws(MediaError) in
        try ProvenanceMark.writeSidecar(statement, to: path)
      }
    }
    let media = MediaRecord(
      digest: file.digest, mediaType: output.mediaType,
      byteCount: FileStatus.size(of: file.path) ?? 0, width: 0, height: 0)
    return try await recorded(file, media, output)
  }

  private func recorded(
    _ file: MarkedFile, _ media: MediaRecord, _ output: PlannedOutput
  ) async throws -> MarkedFile {
    do {
      try await database.recordDerived(media, from: output.original.digest, by: output.recipe)
    } catch {
      file.removeIfTemporary()
      throw error
    }
    return file
  }

  private static func copy(
    _ path: String, _ digest: Digest, marked statement: ProvenanceStatement, as copy: String
  ) throws -> MarkedFile {
    try marked(copy) { (copy) throws(MediaError) in
      try ProvenanceMark.write(statement, into: path, with: digest, as: copy)
    }
  }

  private static func marked(
    _ path: String, _ write: (_ path: String) throws(MediaError) -> Void
  ) throws -> MarkedFile {
    do {
      try write(path)
    } catch {
      guard [.undecodable, .unknownFormat, .tooLarge].contains(error.code) else { throw error }
      throw Refusal(reason: error.message)
    }
    guard let digest = FileDigest.of(path) else {
      throw SourceFiles.Failure(message: "'\(path)', which was just written, cannot be read")
    }
    return MarkedFile(path: path, digest: digest, isTemporary: true)
  }

  /// Takes a mark out again, see `OutputRescue.Unmarking`.
  static func unmark(_ path: String, _ copy: String) -> Bool {
    (try? ProvenanceMark.remove(from: path, as: copy)) ?? false
  }

  /// See `DiskFacts.UnmarkedDigest`.
  static func digestUnmarked(_ path: String) -> Digest? {
    (try? ProvenanceMark.digestWithout(path)) ?? nil
  }

  private func statement(
    _ mark: OutputMark, _ output: PlannedOutput, _ work: Work
  ) throws -> ProvenanceStatement {
    guard case .kept(_, let served)? = try database.work(work.fingerprint)?.slots[output.slot]
    else { throw Refusal(reason: "nothing is on record of who made it") }
    let source: ProvenanceStatement.SourceType =
      switch mark.origin {
      case .made: .trainedAlgorithmicMedia
      case .edited: .compositeWithTrainedAlgorithmicMedia
      case .drawn: .algorithmicMedia
      case .redrawn: .compositeSynthetic
      }
    return ProvenanceStatement(
      sourceType: source,
      provider: mark.provider == catalogue.provider ? catalogue.title : mark.provider,
      model: served.model ?? "",
      requestID: served.requestID, promptDigest: mark.prompt.map { SHA256.digest($0).hex },
      prompt: mark.givesPrompt ? mark.prompt : nil)
  }
}
