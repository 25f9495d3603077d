import ReelBasics

/// Answers requests of the Files API.
struct FilesAnswers: Sendable {
  let workshop: Workshop

  private static let pageSize = 100

  /// The answer to a request with a method that the route takes.
  func answer(
    _ route: FilesRoute, _ head: RequestHead, body: [UInt8]
  ) throws(APIError) -> ServerResponse {
    let host = head.host ?? "127.0.0.1"
    let now = workshop.timer.now()
    switch route {
    case .all where head.method == "POST":
      return .json(try upload(head, body).json(now: now, host: host))
    case .all: return .json(try list(head.arguments, host: host))
    case .one(let id) where head.method == "DELETE":
      guard workshop.files.delete(id, now: now) else { throw Self.unknown(id) }
      return .json(["id": .string(id), "object": "file", "deleted": true])
    case .one(let id): return .json(try file(id).json(now: now, host: host))
    case .content(let id):
      let file = try file(id)
      return ServerResponse(status: 200, type: file.type, body: file.bytes)
    case .publish(let id): return try publish(id, body, host: host)
    case .revoke(let id):
      _ = try file(id)
      let address = workshop.files.revoke(id)
      return .json([
        "id": .string(id), "revoked": .bool(address != nil),
        "public_url": address.map { .string(MediaAddress.text(name: $0.name, host: host)) }
          ?? .null,
      ])
    }
  }

  // MARK: Requests

  private func upload(_ head: RequestHead, _ body: [UInt8]) throws(APIError) -> StoredFile {
    let type = head.contentType ?? ""
    guard type.lowercased().hasPrefix("multipart/form-data") else { throw .unsupportedType }
    guard let form = MultipartForm(contentType: type, body: body) else {
      throw .invalid("Failed to parse the multipart body.")
    }
    guard let place = form.parts.firstIndex(where: { $0.name == "file" }) else {
      throw .invalid("The field `file` is missing.")
    }
    let file = form.parts[place]
    guard file.bytes.count <= workshop.options.fileCap else { throw .tooLarge }
    var expiresAfter: Int?
    if let index = form.parts.firstIndex(where: { $0.name == "expires_after" }) {
      guard index < place else { throw .invalid("`expires_after` must precede `file`.") }
      let text = String(decoding: form.parts[index].bytes, as: UTF8.self)
      expiresAfter = try seconds(Int(text))
    }
    return workshop.files.keep(
      file.bytes, filename: file.filename ?? "file", expiresAfter: expiresAfter,
      now: workshop.timer.now())
  }

  private func publish(
    _ id: String, _ body: [UInt8], host: String
  ) throws(APIError) -> ServerResponse {
    let file = try file(id)
    var expiresAfter: Int?
    if !body.isEmpty {
      let fields = try RequestFields(json: body, isStrict: workshop.rules.isStrict)
      if let number = try fields.integer("expires_after") { expiresAfter = try seconds(number) }
    }
    guard
      let address = workshop.files.publish(
        file, expiresAfter: expiresAfter, now: workshop.timer.now())?.address
    else {
      throw APIError(
        status: 429, code: "resource-exhausted",
        message: "The team has \(workshop.rules.publicFiles) active public URLs already.")
    }
    return .json([
      "public_url": .string(MediaAddress.text(name: address.name, host: host)),
      "expires_at": address.expires.map { .int($0) } ?? .null,
    ])
  }

  private func list(_ arguments: [String: String], host: String) throws(APIError) -> JSONValue {
    let now = workshop.timer.now()
    var files = workshop.files.all(now: now)
    if arguments["order"] != "asc" { files.reverse() }
    let limit = try PageOf<StoredFile>.limit(arguments, most: Self.pageSize)
    let page = PageOf(files, limit: limit, token: arguments["pagination_token"])
    var fields: [String: JSONValue] = [
      "object": "list", "data": .array(page.elements.map { $0.json(now: now, host: host) }),
    ]
    if let next = page.next { fields["pagination_token"] = .string(next) }
    return .object(fields)
  }

  // MARK: Parts

  private func file(_ id: String) throws(APIError) -> StoredFile {
    guard let file = workshop.files.file(id, now: workshop.timer.now()) else {
      throw Self.unknown(id)
    }
    return file
  }

  private static func unknown(_ id: String) -> APIError {
    .notFound("The file \(id.prefix(100)) does not exist.")
  }

  private func seconds(_ number: Int?) throws(APIError) -> Int {
    let range = workshop.rules.storedSeconds
    guard let number, range.contains(number) else {
      throw .invalid(
        "`expires_after` must be from \(range.lowerBound) to \(range.upperBound) seconds.")
    }
    return number
  }
}

/// One page of a list.
struct PageOf<Element> {
  let elements: ArraySlice<Element>
  /// What asks for the next page; `nil` on the last.
  let next: String?

  init(_ all: [Element], limit: Int, token: String?) {
    let start = min(max(0, token.flatMap { Int($0) } ?? 0), all.count)
    let end = min(start + limit, all.count)
    elements = all[start..<end]
    next = end < all.count ? String(end) : nil
  }

  /// The number of elements that a request asks for.
  static func limit(_ arguments: [String: String], most: Int) throws(APIError) -> Int {
    guard let text = arguments["limit"] else { return most }
    guard let limit = Int(text), (1...most).contains(limit) else {
      throw .invalid("`limit` must be from 1 to \(most).")
    }
    return limit
  }
}
