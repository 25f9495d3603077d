import ReelBasics

/// What `storage_options` asks for: to keep a result as a file.
struct StorageOptions: Sendable {
  let filename: String
  /// Seconds.
  let expiresAfter: Int?
  /// Whether the file gets a public address.
  let isPublic: Bool
  let publicExpiresAfter: Int?
}

extension RequestReader {
  /// The storage options of a request, where it has some.
  func storage() throws(APIError) -> StorageOptions? {
    guard let value = fields["storage_options"] else { return nil }
    guard let options = value.fields else {
      throw .schema("storage_options: invalid type, expected an object", in: fields.end)
    }
    guard let filename = options["filename"]?.string, !filename.isEmpty else {
      throw .schema("storage_options: missing field `filename`", in: fields.end)
    }
    var isPublic = false
    var publicSeconds: Int?
    switch options["public_url"] {
    case nil, .null?: break
    case .bool(let truth)?: isPublic = truth
    case .object(let fields)?:
      isPublic = true
      publicSeconds = try seconds(fields["expires_after"], of: "public_url.expires_after")
    default:
      throw .schema(
        "storage_options.public_url: invalid type, expected a boolean or an object",
        in: fields.end)
    }
    return StorageOptions(
      filename: filename, expiresAfter: try seconds(options["expires_after"], of: "expires_after"),
      isPublic: isPublic, publicExpiresAfter: publicSeconds)
  }

  private func seconds(_ value: JSONValue?, of field: String) throws(APIError) -> Int? {
    guard let value, value != .null else { return nil }
    guard let number = value.integer else {
      throw .schema("storage_options.\(field): invalid type, expected an integer", in: fields.end)
    }
    guard (1...Int64(rules.storedSeconds.upperBound)).contains(number) else {
      throw .invalid(
        "`storage_options.\(field)` must be from 1 to \(rules.storedSeconds.upperBound) seconds,"
          + " not \(number).")
    }
    return Int(number)
  }
}
