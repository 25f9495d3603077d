import ReelBasics

/// Films by the request they answer, up to a number of bytes; each is drawn once at a time.
actor FilmCache {
  private let capacity: Int
  private var films: [Digest: [UInt8]] = [:]
  private var order = BoundedOrder<Digest>()
  private var weight = 0
  private var drawing: [Digest: Task<[UInt8], any Error>] = [:]

  init(capacity: Int) { self.capacity = capacity }

  /// The film of `key`, drawn where it is not there.
  func film(
    _ key: Digest, draw: @escaping @Sendable () async throws -> [UInt8]
  ) async throws -> [UInt8] {
    if let film = films[key] { return film }
    if let task = drawing[key] { return try await task.value }
    let task = Task(name: "draw film") { try await draw() }
    drawing[key] = task
    defer { drawing[key] = nil }
    let film = try await task.value
    keep(film, key)
    return film
  }

  private func keep(_ film: [UInt8], _ key: Digest) {
    guard film.count <= capacity else { return }
    films[key] = film
    order.append(key)
    weight += film.count
    while weight > capacity, let oldest = order.removeFirst() {
      weight -= films.removeValue(forKey: oldest)?.count ?? 0
    }
  }
}
