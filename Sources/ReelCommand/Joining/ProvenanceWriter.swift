import ReelBasics
import ReelCatalogue
import ReelMedia
import ReelPlan
import ReelStore

/// Marks outputs with where they come from, by what is on record of it.
struct ProvenanceWriter: Sendable {
  /// A file that is ready to be put in its place.
  struct MarkedFile: Sendable {
    enum Content: Sendable {
      /// One of the store's.
      case object(path: String)
      /// Nobody's once it was copied.
      case temporary(path: String)
      /// So small that it needs no file before it is put in its place.
      case bytes([UInt8])
    }

    let content: Content
    let digest: Digest

    /// One of the store's.
    static func object(_ digest: Digest, _ objects: ObjectStore) -> MarkedFile {
      MarkedFile(content: .object(path: objects.path(of: digest)), digest: digest)
    }

    var byteCount: Int64 {
      switch content {
      case .object(let path), .temporary(let path): FileStatus.size(of: path) ?? 0
      case .bytes(let bytes): Int64(bytes.count)
      }
    }

    func removeIfTemporary() {
      if case .temporary(let path) = content { FileStatus.remove(path) }
    }
  }

  /// Why a file stays as it is.
  struct Refusal: Error {
    let reason: String
  }

  /// Files of no more bytes are marked in memory.
  private static let smallFile = 1 << 20

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
      let path = objects.path(of: base.digest)
      return try Self.marked(objects.newTemporaryPath()) { (copy) throws(MediaError) in
        try ProvenanceMark.write(statement, into: path, with: base.digest, as: copy)
      }
    }
    return try await recorded(file, of: base, output)
  }

  /// The same for an original that is small, checked on the way; `nil` where it is large, missing or
  /// damaged.
  func file(
    ofSmall original: MediaRecord, marked mark: OutputMark, _ output: PlannedOutput, _ work: Work
  ) async throws -> MarkedFile? {
    guard original.byteCount <= Self.smallFile else { return nil }
    let statement = try statement(mark, output, work)
    let file = try await threads.run { [objects] () throws -> MarkedFile? in
      let (digest, path) = (original.digest, objects.path(of: original.digest))
      guard let bytes = try objects.bytes(of: digest, upTo: Self.smallFile) else { return nil }
      let marked = try Self.refusing { () throws(MediaError) in
        try ProvenanceMark.marked(statement, into: bytes, with: digest, of: path)
      }
      return MarkedFile(content: .bytes(marked), digest: SHA256.digest(marked))
    }
    guard let file else { return nil }
    return try await recorded(file, of: original, output)
  }

  private func recorded(
    _ file: MarkedFile, of base: MediaRecord, _ output: PlannedOutput
  ) async throws -> MarkedFile {
    let media = MediaRecord(
      digest: file.digest, mediaType: base.mediaType, byteCount: file.byteCount,
      width: base.width, height: base.height, milliseconds: base.milliseconds)
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
      digest: file.digest, mediaType: output.mediaType, byteCount: file.byteCount, width: 0,
      height: 0)
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

  private static func marked(
    _ path: String, _ write: (_ path: String) throws(MediaError) -> Void
  ) throws -> MarkedFile {
    try refusing { () throws(MediaError) in try write(path) }
    guard let digest = FileDigest.of(path) else {
      throw SourceFiles.Failure(message: "'\(path)', which was just written, cannot be read")
    }
    return MarkedFile(content: .temporary(path: path), digest: digest)
  }

  /// Tells files that take no mark from other trouble.
  private static func refusing<Result>(
    _ mark: () throws(MediaError) -> Result
  ) throws -> Result {
    do {
      return try mark()
    } catch {
      guard [.undecodable, .unknownFormat, .tooLarge].contains(error.code) else { throw error }
      throw Refusal(reason: error.message)
    }
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
