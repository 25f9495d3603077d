import ReelBasics
import ReelHTTP
import ReelPlan
import ReelProviders
import ReelStore

/// Keeps what came with an answer: media in the store, and answers that nobody can read beside it.
struct AnswerKeeper: Sendable {
  /// The most of an unreadable answer that is kept.
  private static let maximumRawBytes = 64 << 20

  let objects: ObjectStore
  let threads: WorkerThreads
  /// Takes the key out of bytes, which a server may echo; tells whether it was there.
  let blotKey: @Sendable (inout [UInt8]) -> Bool

  /// Where the long texts of an answer go.
  var spill: HTTPSpill {
    HTTPSpill(
      folder: objects.temporaryFolder, maximumRawBytes: Int64(Self.maximumRawBytes))
  }

  /// The answer with its media in the store, so that what is recorded of it is small. Where a part of
  /// it cannot be read, the whole of it, which `result` has, is put aside.
  func keep(
    _ results: ProviderResults, of result: Swift.Result<HTTPResponse, HTTPError>
  ) async throws(StoreError) -> ProviderAnswer {
    var items: [ProviderAnswer.Item] = []
    let isFlawed = results.items.contains { item in
      if case .unreadable = item.content { true } else { false }
    }
    let kept = isFlawed ? await setAside(result).map { "; what came is kept in '\($0)'" } : nil
    for item in results.items {
      switch item.content {
      case .address(let address): items.append(.address(address))
      case .moderated: items.append(.moderated)
      case .unreadable(let reason): items.append(.unreadable(reason: reason + (kept ?? "")))
      case .bytes(let bytes):
        items.append(
          .object(try await stored { (objects) throws(StoreError) in try objects.keep(bytes) }))
      case .file(let path, let digest):
        try await stored { (objects) throws(StoreError) in try objects.keep(path, as: digest) }
        items.append(.object(digest))
      }
    }
    var files: [Int: StoredFile] = [:]
    var prompts: [Int: String] = [:]
    var addresses: [Int: String] = [:]
    for (index, item) in results.items.enumerated() {
      prompts[index] = item.revisedPrompt
      addresses[index] = item.publicAddress
      // Without its end nobody can say whether it is still there.
      guard let file = item.stored, let expires = file.expires else { continue }
      files[index] = StoredFile(id: file.id, expires: expires)
    }
    return ProviderAnswer(
      items: items,
      served: ServedBy(model: results.model, requestID: results.requestID), cost: results.cost,
      stored: files, revisedPrompts: prompts, publicAddresses: addresses)
  }

  /// Puts what came of an answer aside, for a person to look at; where it is. `nil` where nothing
  /// came, or it cannot be kept.
  func setAside(_ result: Swift.Result<HTTPResponse, HTTPError>) async -> String? {
    let partial: HTTPPartialAnswer?
    switch result {
    case .failure(let error): partial = error.partial
    case .success(let response):
      guard (200...299).contains(response.status) else { return nil }
      partial =
        if let path = response.rawPath { .file(path: path) } else if response.body.isEmpty {
          nil
        } else { .bytes(response.body) }
    }
    guard let partial else { return nil }
    return try? await stored { [blotKey] (objects) throws(StoreError) in
      switch partial {
      case .file(let path):
        return try objects.setAside(answer: path, overlap: APIKey.maximumBytes, clean: blotKey)
      case .bytes(let bytes):
        var bytes = Array(bytes.prefix(Self.maximumRawBytes))
        _ = blotKey(&bytes)
        return try objects.setAside(answer: bytes)
      }
    }
  }

  /// Removes the files that came with an answer and were not kept.
  func clear(_ result: Swift.Result<HTTPResponse, HTTPError>) {
    switch result {
    case .failure(let error):
      if case .file(let path) = error.partial { FileStatus.remove(path) }
    case .success(let response):
      for text in response.spilled { FileStatus.remove(text.path) }
      if let path = response.rawPath { FileStatus.remove(path) }
    }
  }

  private func stored<Value: Sendable>(
    _ body: @escaping @Sendable (ObjectStore) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result = try? await threads.run { [objects] in
      Swift.Result { () throws(StoreError) in try body(objects) }
    }
    guard let result else { throw StoreError(.io, "a thread for files is missing") }
    return try result.get()
  }
}
