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
  ///
  /// - Throws: where media cannot be kept; those that were not stay where they are.
  func keep(
    _ results: ProviderResults, of result: Swift.Result<HTTPResponse, HTTPError>
  ) async throws(StoreError) -> ProviderAnswer {
    var items: [ProviderAnswer.Item] = []
    for item in results.items {
      switch item.content {
      case .address(let address): items.append(.address(address))
      case .moderated: items.append(.moderated)
      case .unreadable(let reason): items.append(.unreadable(reason: reason))
      case .bytes(let bytes):
        items.append(
          .object(try await stored { (objects) throws(StoreError) in try objects.keep(bytes) }))
      case .file(let path, let digest):
        try await stored { (objects) throws(StoreError) in try objects.keep(path, as: digest) }
        items.append(.object(digest))
      }
    }
    let isFlawed = items.contains { if case .unreadable = $0 { true } else { false } }
    // Only now: it takes what the store has not.
    if isFlawed, let words = await setAside(result) {
      items = items.map { (item) -> ProviderAnswer.Item in
        guard case .unreadable(let reason) = item else { return item }
        return .unreadable(reason: "\(reason); \(words)")
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
      shortfall: results.shortfall, stored: files, revisedPrompts: prompts,
      publicAddresses: addresses)
  }

  /// Puts what came of an answer aside, for a person to look at, and clears the rest of its files; says
  /// where it is. Where no file has all of it, its media go by themselves: such as cannot be moved either
  /// stay, for the next run to put aside. `nil` where nothing came, or it cannot be kept.
  func setAside(_ result: Swift.Result<HTTPResponse, HTTPError>) async -> String? {
    switch result {
    case .failure(let error):
      defer { clear(result) }
      guard let partial = error.partial else { return nil }
      return await putAside(partial).map { Self.whole($0) }
    case .success(let response):
      guard (200...299).contains(response.status) else {
        clear(result)
        return nil
      }
      return await setAside(response)
    }
  }

  private func setAside(_ response: HTTPResponse) async -> String? {
    var places: [String] = []
    if let raw = response.rawPath {
      // A longer answer is cut off there.
      let isWhole = (FileStatus.size(of: raw) ?? 0) < Int64(Self.maximumRawBytes)
      if let place = await putAside(.file(path: raw)) {
        guard !isWhole else {
          for text in response.spilled { FileStatus.remove(text.path) }
          return Self.whole(place)
        }
        places.append(place)
      }
      FileStatus.remove(raw)
    }
    places += await putAside(mediaOf: response)
    let hasAll = response.rawPath == nil && response.spilled.isEmpty
    if !response.body.isEmpty, let place = await putAside(.bytes(response.body)) {
      if hasAll { return Self.whole(place) }
      places.append(place)
    }
    guard !places.isEmpty else { return nil }
    return "what is left of it is in " + places.map { "'\($0)'" }.joined(separator: ", ")
  }

  private static func whole(_ place: String) -> String { "what came is kept in '\(place)'" }

  private func putAside(_ partial: HTTPPartialAnswer) async -> String? {
    try? await stored { [blotKey] (objects) throws(StoreError) in
      switch partial {
      case .file(let path):
        return try objects.setAside(
          answer: path, overlap: APIKey.maximumWrittenBytes, clean: blotKey)
      case .bytes(let bytes):
        var bytes = Array(bytes.prefix(Self.maximumRawBytes))
        _ = blotKey(&bytes)
        return try objects.setAside(answer: bytes)
      }
    }
  }

  /// Puts the media of an answer aside that the store has not; gives where all of them are.
  private func putAside(mediaOf response: HTTPResponse) async -> [String] {
    let places = try? await stored { (objects) throws(StoreError) -> [String] in
      response.spilled.compactMap { (text) -> String? in
        if let path = try? objects.setAside(media: text.path) { return path }
        if FileStatus.size(of: text.path) != nil { return text.path }
        return objects.has(text.digest) ? objects.path(of: text.digest) : nil
      }
    }
    return places ?? []
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
