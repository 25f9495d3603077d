import ReelBasics
import ReelCatalogue
import ReelEngine
import ReelHTTP
import ReelPlan
import ReelProviders
import ReelStore

/// Brings results into the store.
extension ProviderBridge {
  func fetch(
    _ item: ProviderAnswer.Item, medium: Medium, timeLimit: Duration,
    progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    switch item {
    case .moderated: return .lost(reason: "moderation took it")
    case .unreadable(let reason): return .lost(reason: reason)
    case .object(let digest): return await look(at: digest, medium: medium)
    case .address(let address):
      return await download(address, medium: medium, timeLimit: timeLimit, progress: progress)
    }
  }

  /// Looks at what came with the answer and is in the store.
  private func look(at digest: Digest, medium: Medium) async -> FetchOutcome {
    do {
      try await threads.run { [objects] in try objects.check(digest) }
      return .kept(try await inspector.inspect(objects.path(of: digest), digest, medium: medium))
    } catch let failure as MediaInspector.Failure {
      let reason = provider.line(failure.message)
      return failure.isAboutBytes ? .lost(reason: reason) : .unreachable(reason: reason)
    } catch let error as StoreError where [.damaged, .missing].contains(error.code) {
      return .lost(reason: error.message)
    } catch {
      return .unreachable(reason: "\(error)")
    }
  }

  private func download(
    _ address: String, medium: Medium, timeLimit: Duration,
    progress: @escaping @Sendable (Int64) -> Void
  ) async -> FetchOutcome {
    var message: HTTPRequest
    do {
      message = try provider.downloadRequest(for: address)
    } catch {
      return .lost(reason: provider.line(error.message))
    }
    message.limits.total = min(message.limits.total, timeLimit)
    if medium == .video, let (path, digest) = try? await fetchedBefore(from: address) {
      return await keep(path, digest, of: address, medium: medium, isDelimited: true)
    }
    // The store does, in one go with its other work on the file.
    message.syncsDownload = false
    let asked = message
    let temporary = objects.newTemporaryPath()
    let result = await Self.result { () throws(HTTPError) in
      try await transport.download(asked, to: temporary, progress: progress)
    }
    switch result {
    case .failure(let error):
      FileStatus.remove(temporary)
      // It names the host that a redirect leads to.
      let reason = provider.line(error.message)
      // A disk that is full stays so: asking again would only take time.
      return error.code == .fileFailed ? .unkept(reason: reason) : .unreachable(reason: reason)
    case .success(let download):
      guard let digest = download.digest else {
        FileStatus.remove(temporary)
        let reason = "its address answers \(download.status)"
        let retryAfter = RetryAfter.read(download.headers, now: now())
        // Addresses expire, and new ones may not be known everywhere yet.
        return [403, 404, 410].contains(download.status)
          ? .gone(reason: reason + ", as one that has expired", retryAfter: retryAfter)
          : .unreachable(reason: reason, retryAfter: retryAfter)
      }
      return await keep(
        temporary, digest, of: address, medium: medium, isDelimited: download.isDelimited)
    }
  }

  /// A film that came whole to a run that was killed while it was looked at.
  private func fetchedBefore(from address: String) async throws -> (String, Digest)? {
    try await threads.run { [objects] in
      let path = objects.fetchedPath(from: address)
      return FileDigest.of(path).map { (path, $0) }
    }
  }

  private func keep(
    _ temporary: String, _ digest: Digest, of address: String, medium: Medium, isDelimited: Bool
  ) async -> FetchOutcome {
    let fetched = objects.fetchedPath(from: address)
    do {
      guard medium == .image else {
        return .kept(try await keepFilm(temporary, digest, of: address, isDelimited: isDelimited))
      }
      let media = try await threads.run { [objects, inspector] in
        let media = try inspector.inspectPicture(temporary, digest)
        try objects.keep(temporary, as: digest, isSynced: false)
        return media
      }
      return .kept(media)
    } catch let failure as MediaInspector.Failure {
      // It stays where the next try finds it.
      if medium == .video, isDelimited, !failure.isAboutBytes {
        return .unreachable(reason: provider.line(failure.message))
      }
      // Kept aside for a person; the address may give better bytes another time, and may give none
      // any more. An answer that did not say where it ends was just cut off.
      let kept = try? await threads.run { [objects] in
        let file = medium == .video ? fetched : temporary
        return isDelimited ? try objects.setAside(file, named: digest.hex) : nil
      }
      if temporary != fetched { FileStatus.remove(temporary) }
      let reason =
        provider.line(failure.message) + (kept.map { "; what came was put aside at \($0)" } ?? "")
      // Where all of it came, and comes again, there is nothing else to be had.
      return isDelimited && failure.isAboutBytes
        ? .gone(reason: reason, retryAfter: nil) : .unreachable(reason: reason, retryAfter: nil)
    } catch {
      // A film that came whole stays where the next try finds it, also where an earlier run left it.
      if temporary != fetched { FileStatus.remove(temporary) }
      guard let error = error as? StoreError else { return .unreachable(reason: "\(error)") }
      guard error.code == .damaged else { return .unkept(reason: error.message) }
      // Bytes that are not what they were a moment ago may come right another time.
      FileStatus.remove(fetched)
      return .unreachable(reason: "\(error)")
    }
  }

  /// Films take long to look at, and their addresses expire: one that came whole is made durable first.
  private func keepFilm(
    _ temporary: String, _ digest: Digest, of address: String, isDelimited: Bool
  ) async throws -> MediaRecord {
    let path = try await threads.run { [objects] in
      isDelimited ? try objects.keepFetched(temporary, from: address) : temporary
    }
    let media = try await inspector.inspect(path, digest, medium: .video)
    try await threads.run { [objects] in
      try objects.keep(path, as: digest, isSynced: isDelimited)
    }
    return media
  }

  static func result<Success>(
    _ body: () async throws(HTTPError) -> Success
  ) async -> Swift.Result<Success, HTTPError> {
    do throws(HTTPError) {
      return .success(try await body())
    } catch {
      return .failure(error)
    }
  }
}
