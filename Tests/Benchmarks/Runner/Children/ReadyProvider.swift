import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelManifest
import ReelPlan
import ReelStore

/// A provider that answers at once with media that are ready, each into the store.
struct ReadyProvider: ProviderPort {
  let objects: ObjectStore
  let host: String
  let media: TinyMedia
  private let threads = WorkerThreads(width: 8)

  init(objects: ObjectStore, host: String, media: TinyMedia) {
    self.objects = objects
    self.host = host
    self.media = media
  }

  func prepare(_ request: WorkRequest) async throws(PreparationError) -> PreparedRequest {
    let name = request.work.fingerprint.digest.hex
    let isFilm = request.asset.operation.makes == .video
    let model = request.asset.model
    return PreparedRequest(host: host, bodyDigest: SHA256.digest(name)) { [self] in
      do {
        var items: [ProviderAnswer.Item] = []
        for slot in request.slots {
          let name = "\(name)/\(slot)"
          let digest = try await threads.run { [objects, media] in
            try objects.keep(isFilm ? media.film(named: name) : media.picture(named: name))
          }
          items.append(.object(digest))
        }
        return .answered(
          ProviderAnswer(items: items, served: ServedBy(model: model, requestID: name)))
      } catch {
        return .notTaken(reason: "\(error)", retryAfter: nil, slowsDown: false)
      }
    }
  }

  func poll(job id: String, timeLimit: Duration) async -> PollOutcome {
    .lost(reason: "there are no jobs")
  }

  func fetch(
    _ item: ProviderAnswer.Item, medium: Medium, timeLimit: Duration,
    progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    guard case .object(let digest) = item else { return .lost(reason: "there are no addresses") }
    let isFilm = medium == .video
    return .kept(
      MediaRecord(
        digest: digest, mediaType: isFilm ? "video/mp4" : "image/jpeg",
        byteCount: FileStatus.size(of: objects.path(of: digest)) ?? 0, width: TinyMedia.width,
        height: TinyMedia.height, milliseconds: isFilm ? TinyMedia.seconds * 1000 : nil))
  }
}
