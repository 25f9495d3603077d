import ReelBasics

/// A file at the Files API.
struct StoredFile: Sendable {
  let id: String
  let bytes: [UInt8]
  let filename: String
  /// As HTTP writes it.
  let type: String
  /// Seconds since 1970.
  let created: Int64
  /// When it goes: by the emulator's clock, and in seconds since 1970.
  let expiry: Duration?
  let expires: Int64?
  var address: PublicAddress?

  /// An address under which anybody may read it.
  struct PublicAddress: Sendable {
    let name: String
    let expiry: Duration?
    let expires: Int64?
  }

  /// What it takes, with what surrounds it.
  var weight: Int { bytes.count + 1024 }

  func isThere(_ now: Duration) -> Bool { expiry.map { now < $0 } ?? true }

  /// Its public address, as long as that works.
  func publicAddress(_ now: Duration) -> PublicAddress? {
    guard let address, isThere(now), address.expiry.map({ now < $0 }) ?? true else { return nil }
    return address
  }

  /// The file as the API describes it.
  func json(now: Duration, host: String) -> JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(id), "object": "file", "bytes": .int(Int64(bytes.count)),
      "created_at": .int(created), "expires_at": expires.map { .int($0) } ?? .null,
      "filename": .string(filename), "purpose": "",
    ]
    if let address = publicAddress(now) {
      fields["public_url"] = .string(MediaAddress.text(name: address.name, host: host))
    }
    return .object(fields)
  }

  /// The file as the answer to the request that stored it has it.
  func output(now: Duration, host: String) -> JSONValue {
    var fields: [String: JSONValue] = ["file_id": .string(id), "filename": .string(filename)]
    if let expires { fields["expires_at"] = .int(expires) }
    if let address = publicAddress(now) {
      fields["public_url"] = .string(MediaAddress.text(name: address.name, host: host))
      if let expires = address.expires { fields["public_url_expires_at"] = .int(expires) }
    }
    return .object(fields)
  }
}
