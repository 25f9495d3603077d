import ReelBasics

/// The files of the Files API and stored results, up to a number of bytes; the oldest give way.
final class FileStore: Sendable {
  private struct State: Sendable {
    var files: [String: StoredFile] = [:]
    /// The ids in the order in which the files came; those of deleted ones too.
    var order = BoundedOrder<String>()
    var names: [String: String] = [:]
    var weight = 0
    var count = 0
  }

  /// How the names of public addresses begin.
  private static let publicPrefix = "public-"

  private let capacity: Int
  private let publicFiles: Int
  private let identity: Identity
  private let wallClock: @Sendable () -> Int64
  private let state = Locked(State())

  init(
    capacity: Int, publicFiles: Int, identity: Identity, wallClock: @escaping @Sendable () -> Int64
  ) {
    self.capacity = capacity
    self.publicFiles = publicFiles
    self.identity = identity
    self.wallClock = wallClock
  }

  /// Keeps a file, for so many seconds where there is a limit.
  func keep(
    _ bytes: [UInt8], filename: String, expiresAfter: Int?, now: Duration
  ) -> StoredFile {
    let created = wallClock() / 1000
    let id = "file_\(identity.requestID(body: SHA256.digest(bytes)))"
    let file = StoredFile(
      id: id, bytes: bytes, filename: filename,
      type: MediaType(sniffing: bytes)?.name ?? "application/octet-stream", created: created,
      expiry: expiresAfter.map { now + .seconds($0) },
      expires: expiresAfter.map { created + Int64($0) })
    state.withLock { state in
      state.files[id] = file
      state.order.append(id)
      state.weight += file.weight
      while state.weight > capacity, state.order.count > 1, let oldest = state.order.removeFirst() {
        Self.remove(oldest, &state)
      }
    }
    return file
  }

  /// The file of an id.
  func file(_ id: String, now: Duration) -> StoredFile? {
    state.withLock { state in
      guard let file = state.files[id], file.isThere(now) else { return nil }
      return file
    }
  }

  /// The file behind the name of a public address.
  func publicFile(_ name: String, now: Duration) -> StoredFile? {
    guard name.hasPrefix(Self.publicPrefix) else { return nil }
    return state.withLock { state in
      guard let file = state.names[name].flatMap({ state.files[$0] }),
        file.publicAddress(now) != nil
      else { return nil }
      return file
    }
  }

  /// All files, the oldest first.
  func all(now: Duration) -> [StoredFile] {
    state.withLock { state in
      state.order.all.compactMap { state.files[$0] }.filter { $0.isThere(now) }
    }
  }

  /// Deletes a file; `false` where there is none.
  func delete(_ id: String, now: Duration) -> Bool {
    state.withLock { state in
      guard state.files[id]?.isThere(now) == true else { return false }
      Self.remove(id, &state)
      return true
    }
  }

  /// Gives a file a public address; `nil` where too many have one.
  func publish(_ file: StoredFile, expiresAfter: Int?, now: Duration) -> StoredFile? {
    let expires = expiresAfter.map { wallClock() / 1000 + Int64($0) }
    return state.withLock { state in
      guard var file = state.files[file.id] else { return nil }
      if file.publicAddress(now) == nil,
        state.files.values.count(where: { $0.publicAddress(now) != nil }) >= publicFiles
      {
        return nil
      }
      if let old = file.address { state.names[old.name] = nil }
      state.count += 1
      let token = identity.token("public", file.id, String(state.count))
      let suffix = MediaType(sniffing: file.bytes).map { ".\($0.suffix)" } ?? ""
      let name = "\(Self.publicPrefix)\(token)\(suffix)"
      file.address = StoredFile.PublicAddress(
        name: name, expiry: expiresAfter.map { now + .seconds($0) },
        expires: expires)
      state.files[file.id] = file
      state.names[name] = file.id
      return file
    }
  }

  /// Takes a file's public address away; gives the address that it had.
  func revoke(_ id: String) -> StoredFile.PublicAddress? {
    state.withLock { state in
      guard let address = state.files[id]?.address else { return nil }
      state.files[id]?.address = nil
      state.names[address.name] = nil
      return address
    }
  }

  private static func remove(_ id: String, _ state: inout State) {
    guard let file = state.files.removeValue(forKey: id) else { return }
    state.weight -= file.weight
    if let address = file.address { state.names[address.name] = nil }
  }
}
