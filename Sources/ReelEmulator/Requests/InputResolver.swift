import ReelBasics
import ReelCatalogue

/// Finds the bytes behind inputs. It never goes out: of all addresses only the emulator's own work.
struct InputResolver: Sendable {
  let media: MediaStore
  let files: FileStore
  /// The `Host` header of the request.
  let host: String
  let now: Duration

  /// The bytes of all inputs that `fields` name under `keys`, first the files of a form.
  func inputs(_ keys: [String], of fields: RequestFields, medium: Medium) throws -> [[UInt8]] {
    var inputs: [[UInt8]] = []
    for key in keys {
      for file in fields.files[key] ?? [] {
        inputs.append(try checked(file, medium: medium, field: key))
      }
      guard let value = fields[key] else { continue }
      inputs += try self.inputs(in: value, field: key, of: fields, medium: medium)
    }
    return inputs
  }

  /// The bytes of all inputs that a value names. `field` is its name, for messages.
  func inputs(
    in value: JSONValue, field: String, of fields: RequestFields, medium: Medium
  ) throws -> [[UInt8]] {
    try InputMedium.all(in: value, field: field, end: fields.end, isStrict: fields.isStrict)
      .map { try checked(bytes(of: $0), medium: medium, field: field) }
  }

  private func bytes(of input: InputMedium) throws -> [UInt8] {
    switch input {
    case .bytes(let bytes): return bytes
    case .file(let id):
      guard let file = files.file(id, now: now) else {
        throw APIError.invalid("The file \(id.prefix(100)) does not exist.")
      }
      return file.bytes
    case .address(let address):
      guard let name = MediaAddress.name(in: address, host: host) else { throw unknown(address) }
      if let file = files.publicFile(name, now: now) { return file.bytes }
      guard case .found(let bytes, _) = media.media(name, now: now) else {
        throw unknown(address)
      }
      return bytes
    }
  }

  private func unknown(_ address: String) -> APIError {
    APIError.invalid(
      "The address \(address.prefix(200)) could not be fetched: an emulator never goes out,"
        + " and this is not an address that it serves now.")
  }

  private func checked(_ bytes: [UInt8], medium: Medium, field: String) throws -> [UInt8] {
    guard let type = MediaType(sniffing: bytes), type.isPicture == (medium == .image) else {
      throw APIError.invalid(
        medium == .image
          ? "`\(field)` is not a JPEG, PNG or WebP image." : "`\(field)` is not an MP4 video.")
    }
    return bytes
  }
}

/// The addresses of media: on the host and port by which the client came.
enum MediaAddress {
  /// The address of a name.
  static func text(name: String, host: String) -> String { "http://\(host)/media/\(name)" }

  /// The name in an address of this emulator; `nil` for any other address.
  static func name(in address: String, host: String) -> String? {
    let port = host.parts(between: UInt8(ascii: ":")).dropFirst().last.map { ":\($0)" } ?? ""
    for own in [host, "127.0.0.1\(port)", "localhost\(port)"] {
      let prefix = text(name: "", host: own)
      if let name = address.without(prefix: prefix) { return String(name) }
    }
    return nil
  }
}
