import ReelBasics

/// A value in a row of the records.
enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  init(_ number: Int) { self = .integer(Int64(number)) }
  init(_ digest: Digest) { self = .blob(digest.bytes) }
  init(_ text: String?) { self = text.map(Self.text) ?? .null }
  init(_ number: Int64?) { self = number.map(Self.integer) ?? .null }
  init(_ amount: Ticks?) { self.init(amount?.count) }
}

/// A row that a query gave. Columns count from 0; a value of another kind than asked for means that
/// the records are damaged.
struct SQLRow: Sendable {
  let values: [SQLValue]

  func integer(_ column: Int) throws(StoreError) -> Int64 {
    guard let number = try optionalInteger(column) else { throw Self.unexpected }
    return number
  }

  func optionalInteger(_ column: Int) throws(StoreError) -> Int64? {
    switch values[column] {
    case .null: nil
    case .integer(let number): number
    default: throw Self.unexpected
    }
  }

  func real(_ column: Int) throws(StoreError) -> Double {
    guard case .real(let number) = values[column] else { throw Self.unexpected }
    return number
  }

  func text(_ column: Int) throws(StoreError) -> String {
    guard let text = try optionalText(column) else { throw Self.unexpected }
    return text
  }

  func optionalText(_ column: Int) throws(StoreError) -> String? {
    switch values[column] {
    case .null: nil
    case .text(let text): text
    default: throw Self.unexpected
    }
  }

  func digest(_ column: Int) throws(StoreError) -> Digest {
    guard case .blob(let bytes) = values[column], let digest = Digest(bytes: bytes) else {
      throw Self.unexpected
    }
    return digest
  }

  /// The variants of a request, as `RecordChange.text(of:)` writes them.
  func slots(_ column: Int) throws(StoreError) -> [Int] {
    guard let elements = (try? JSONValue(parsing: try text(column).utf8))?.elements else {
      throw Self.unexpected
    }
    return try elements.map { (element) throws(StoreError) in
      guard let slot = element.integer else { throw Self.unexpected }
      return Int(slot)
    }
  }

  func ticks(_ column: Int) throws(StoreError) -> Ticks? {
    try optionalInteger(column).map { Ticks($0) }
  }

  static var unexpected: StoreError {
    StoreError(
      .damaged,
      "the records hold a value of an unexpected kind; "
        + StoreError.rebuild)
  }
}
