import ReelBasics
import ReelManifest
import ReelMedia
import ReelPlan
import ReelStore

/// Finds, or makes, the file that holds an input's bytes.
struct SourceFiles: Sendable {
  /// Why there is no such file.
  struct Failure: Error {
    let message: String
    /// Whether what was paid for is nowhere any more.
    var isLost = false
  }

  let objects: ObjectStore
  let rescue: OutputRescue
  let database: RecordDatabase
  let pictures: Pictures
  let threads: WorkerThreads

  /// A file, and the digest of what the plan saw in it.
  struct Source: Sendable {
    let path: String
    let digest: Digest
  }

  /// The file with an input's bytes, checked against what the plan saw; `nil` for an address.
  func file(of source: InputSource) async throws(Failure) -> Source? {
    switch source {
    case .url: return nil
    case .file(let path, let digest):
      try await verify(path, digest, words: "the file '\(path)' changed since the plan")
      return Source(path: path, digest: digest)
    case .original(let media):
      return Source(path: try await object(media), digest: media.digest)
    case .finished(let media, let finish):
      let derived = try await derive(
        media, finish, to: "image/png", recipe: finish.inputRecipe)
      return Source(path: objects.path(of: derived.digest), digest: derived.digest)
    }
  }

  /// What an output is before it is marked, in the store: the original, or what is done to it.
  func base(of output: PlannedOutput) async throws(Failure) -> MediaRecord {
    guard !output.base.isEmpty else {
      _ = try await object(output.original)
      return output.original
    }
    return try await derive(
      output.original, output.finish, to: output.mediaType, recipe: output.base)
  }

  // MARK: Objects

  /// An object's file, brought back from an output where that still has it. One that is damaged is put
  /// aside, so that it counts as lost from now on.
  private func object(_ media: MediaRecord) async throws(Failure) -> String {
    do {
      try await threads.run { [objects] in try objects.check(media.digest) }
      return objects.path(of: media.digest)
    } catch let error as StoreError where [.damaged, .missing].contains(error.code) {
      if await isBroughtBack(media.digest) { return objects.path(of: media.digest) }
      throw Failure(message: error.message, isLost: true)
    } catch {
      throw Failure(message: "\(error)")
    }
  }

  private func isBroughtBack(_ digest: Digest) async -> Bool {
    // Where that fails it is as lost as before.
    (try? await threads.run { [rescue] in try rescue.bringBack(digest) }) ?? false
  }

  private func verify(_ path: String, _ digest: Digest, words: String) async throws(Failure) {
    let found = try? await threads.run { FileDigest.of(path) }
    guard let found else {
      throw Failure(message: "'\(path)' cannot be read")
    }
    guard found == digest else { throw Failure(message: words) }
  }

  private func derive(
    _ original: MediaRecord, _ finish: PictureFinish, to mediaType: String, recipe: String
  ) async throws(Failure) -> MediaRecord {
    let known: MediaRecord?
    do {
      known = try database.derived(from: original.digest, by: recipe)
      if let known, try await threads.run({ [objects] in try objects.verify(known.digest) }) {
        return known
      }
    } catch let error as StoreError {
      throw Failure(message: error.message)
    } catch {
      throw Failure(message: "\(error)")
    }
    let path: String
    do {
      path = try await object(original)
    } catch {
      if error.isLost, let known, await isBroughtBack(known.digest) { return known }
      throw error
    }
    let temporary = objects.newTemporaryPath()
    // Gone already where it was kept.
    defer { FileStatus.remove(temporary) }
    do {
      let info = try await pictures.finish(
        path, by: try await pictureRecipe(finish, mediaType: mediaType), to: temporary)
      guard let digest = try await threads.run({ FileDigest.of(temporary) }) else {
        throw Failure(message: "a picture that was just written cannot be read")
      }
      let media = MediaRecord(
        digest: digest, mediaType: info.format.mediaType,
        byteCount: FileStatus.size(of: temporary) ?? 0,
        width: info.width, height: info.height)
      try await threads.run { [objects] in try objects.keep(temporary, as: digest) }
      try await database.recordDerived(media, from: original.digest, by: recipe)
      return media
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(message: "the picture cannot be finished: \(error)")
    }
  }

  private func pictureRecipe(
    _ finish: PictureFinish, mediaType: String
  ) async throws(Failure) -> PictureRecipe {
    let formats: [MediaFormat] = [.png, .jpeg, .webp]
    guard let format = formats.first(where: { $0.mediaType == mediaType }) else {
      throw Failure(message: "Reel writes no \(mediaType)")
    }
    var mask: PictureRecipe.Mask?
    if let wanted = finish.mask {
      guard let over = try await file(of: wanted.over), let cover = try await file(of: wanted.mask)
      else { throw Failure(message: "a mask needs both pictures on this machine") }
      mask = PictureRecipe.Mask(mask: cover.path, input: over.path)
    }
    let fit = finish.size.map {
      PictureRecipe.Fit(
        width: $0.width, height: $0.height, mode: $0.fit == .cover ? .cover : .contain)
    }
    return PictureRecipe(mask: mask, fit: fit, format: format)
  }
}
