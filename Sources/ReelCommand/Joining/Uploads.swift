import ReelBasics
import ReelProviders

/// The files that a run has handed over to the provider: each content once, whoever wants it.
actor Uploads {
  /// What is not told of a file's time: less than what was asked for.
  private static let usualLifetime: Int64 = 72_000
  /// A file that goes so soon is uploaded anew.
  private static let margin: Int64 = 600

  private let upload: @Sendable (ProviderUpload) async -> UploadAnswer
  /// In seconds since 1970.
  private let now: @Sendable () -> Int64
  private var known: [Digest: (id: String, expires: Int64)] = [:]
  private var running: [Digest: Task<UploadAnswer, Never>] = [:]

  init(
    now: @escaping @Sendable () -> Int64,
    upload: @escaping @Sendable (ProviderUpload) async -> UploadAnswer
  ) {
    self.now = now
    self.upload = upload
  }

  /// The provider's name for a file, uploaded if need be. What fails is tried again by the next call.
  func answer(for file: ProviderUpload) async -> UploadAnswer {
    if let (id, expires) = known[file.digest], expires > now() + Self.margin {
      return .stored(ProviderFile(id: id, expires: expires))
    }
    let task = running[file.digest] ?? Task { [upload] in await upload(file) }
    running[file.digest] = task
    // Others who wait for it try again.
    let answer = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    if running[file.digest] == task { running[file.digest] = nil }
    if case .stored(let stored) = answer {
      known[file.digest] = (stored.id, stored.expires ?? now() + Self.usualLifetime)
    }
    return answer
  }
}
