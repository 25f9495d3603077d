private import CSQLite
import ReelBasics

/// A connection to a database. The one file that sees SQLite.
///
/// Statements are literals of the source, values are bound, and what was prepared is kept. Its owner
/// sees to it that one thread uses it at a time: it is the writer's thread or stands behind a lock.
@safe final class SQLiteConnection: Sendable {
  /// How a file is opened.
  enum Access: Sendable {
    /// Made where it is missing.
    case write
    case read
    /// As `read`, for a file that nobody writes: no file is made beside it.
    case immutable
    /// No file at all; the name is only for messages.
    case memory
  }

  /// For messages.
  let name: String
  private nonisolated(unsafe) let handle: OpaquePointer
  /// By the address of their text, which is a literal of the source.
  private nonisolated(unsafe) var statements: [UnsafeRawPointer: OpaquePointer] = unsafe [:]

  init(path: String, access: Access) throws(StoreError) {
    name = path
    if let reason = unsafe reel_sqlite_load() {
      throw StoreError(.io, unsafe String(cString: reason))
    }
    let flags: Int32
    switch access {
    case .write: flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    case .read, .immutable: flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
    case .memory: flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY
    }
    let target =
      switch access {
      case .write: path
      case .read: Self.uri(path)
      case .immutable: Self.uri(path) + "?immutable=1"
      case .memory: ":memory:"
      }
    var opened: OpaquePointer?
    let status = unsafe reel_sqlite3_open_v2(target, &opened, flags | SQLITE_OPEN_NOMUTEX, nil)
    guard status == SQLITE_OK, let opened = unsafe opened else {
      let words =
        unsafe opened.map { unsafe String(cString: reel_sqlite3_errmsg($0)) } ?? "no memory"
      unsafe reel_sqlite3_close_v2(opened)
      throw Self.error(status, "cannot open '\(path)': \(words)")
    }
    unsafe handle = opened
    unsafe reel_sqlite3_extended_result_codes(handle, 1)
    unsafe reel_sqlite3_busy_timeout(handle, 10_000)
    unsafe reel_sqlite_switch(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
    unsafe reel_sqlite_switch(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    // In KiB. Few pages are wanted again, and the system keeps those too.
    unsafe reel_sqlite3_exec(handle, "PRAGMA cache_size = -512", nil, nil, nil)
    if access == .write {
      // So that a command which only reads finds the log, and need not make one.
      unsafe reel_sqlite_persist_log(handle)
    } else {
      unsafe reel_sqlite_switch(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    }
  }

  deinit {
    unsafe statements.values.forEach { unsafe reel_sqlite3_finalize($0) }
    unsafe reel_sqlite3_close_v2(handle)
  }

  /// Whether a transaction is open; some errors end it.
  var isInTransaction: Bool { unsafe reel_sqlite3_get_autocommit(handle) == 0 }

  /// The rows that the last statement inserted, changed or deleted.
  var changedRows: Int { Int(unsafe reel_sqlite3_changes(handle)) }

  /// The number of the row that was inserted last.
  var lastRow: Int64 { unsafe reel_sqlite3_last_insert_rowid(handle) }

  /// Runs several statements without values, as a schema has them.
  func runScript(_ script: StaticString) throws(StoreError) {
    let status = unsafe reel_sqlite3_exec(handle, script.description, nil, nil, nil)
    guard status == SQLITE_OK else { throw failure(status) }
  }

  /// Runs one statement that gives no rows, or whose rows do not matter.
  func run(_ sql: StaticString, _ values: [SQLValue] = []) throws(StoreError) {
    _ = try rows(sql, values)
  }

  /// The first row that a query gives.
  func row(_ sql: StaticString, _ values: [SQLValue] = []) throws(StoreError) -> SQLRow? {
    try rows(sql, values).first
  }

  /// The rows that a query gives, all in memory.
  func rows(_ sql: StaticString, _ values: [SQLValue] = []) throws(StoreError) -> [SQLRow] {
    let statement = try unsafe prepare(sql)
    defer {
      unsafe reel_sqlite3_reset(statement)
      unsafe reel_sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() {
      let status = unsafe Self.bind(value, at: Int32(index + 1), of: statement)
      guard status == SQLITE_OK else { throw failure(status) }
    }
    var rows: [SQLRow] = []
    while true {
      let status = unsafe reel_sqlite3_step(statement)
      switch status {
      case SQLITE_ROW: rows.append(unsafe Self.row(of: statement))
      case SQLITE_DONE: return rows
      default: throw failure(status)
      }
    }
  }

  /// Copies everything from another database into this one.
  func copyAll(from source: SQLiteConnection) throws(StoreError) {
    guard let backup = unsafe reel_sqlite3_backup_init(handle, "main", source.handle, "main") else {
      throw failure(unsafe reel_sqlite3_extended_errcode(handle))
    }
    let status = unsafe reel_sqlite3_backup_step(backup, -1)
    unsafe reel_sqlite3_backup_finish(backup)
    guard status == SQLITE_DONE else { throw source.failure(status) }
  }
}

extension SQLiteConnection {
  private func prepare(_ sql: StaticString) throws(StoreError) -> OpaquePointer {
    let address = unsafe UnsafeRawPointer(sql.utf8Start)
    if let statement = unsafe statements[address] { return unsafe statement }
    var prepared: OpaquePointer?
    let status = unsafe reel_sqlite3_prepare_v3(
      handle, sql.description, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard status == SQLITE_OK, let statement = unsafe prepared else { throw failure(status) }
    unsafe statements[address] = statement
    return unsafe statement
  }

  private static func bind(
    _ value: SQLValue, at index: Int32, of statement: OpaquePointer
  ) -> Int32 {
    switch value {
    case .null: return unsafe reel_sqlite3_bind_null(statement, index)
    case .integer(let number): return unsafe reel_sqlite3_bind_int64(statement, index, number)
    case .real(let number): return unsafe reel_sqlite3_bind_double(statement, index, number)
    case .text(let text):
      var text = text
      return text.withUTF8 { bytes in
        // An empty buffer may have no address, which SQLite would read as NULL.
        guard let start = bytes.baseAddress else {
          return unsafe reel_sqlite_bind_text(statement, index, "", 0)
        }
        return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          unsafe reel_sqlite_bind_text(statement, index, $0, Int32(bytes.count))
        }
      }
    case .blob(let bytes):
      return unsafe bytes.withUnsafeBytes {
        unsafe reel_sqlite_bind_blob(statement, index, $0.baseAddress, Int32($0.count))
      }
    }
  }

  private static func row(of statement: OpaquePointer) -> SQLRow {
    SQLRow(
      values: (0..<(unsafe reel_sqlite3_column_count(statement))).map { column in
        unsafe value(of: statement, at: column)
      })
  }

  private static func value(of statement: OpaquePointer, at column: Int32) -> SQLValue {
    switch unsafe reel_sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: return .integer(unsafe reel_sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: return .real(unsafe reel_sqlite3_column_double(statement, column))
    case SQLITE_TEXT:
      let text = unsafe reel_sqlite3_column_text(statement, column)
      let count = Int(unsafe reel_sqlite3_column_bytes(statement, column))
      return .text(
        unsafe String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
    case SQLITE_BLOB:
      let bytes = unsafe reel_sqlite3_column_blob(statement, column)
      let count = Int(unsafe reel_sqlite3_column_bytes(statement, column))
      return .blob(unsafe [UInt8](UnsafeRawBufferPointer(start: bytes, count: count)))
    default: return .null
    }
  }

  private func failure(_ status: Int32) -> StoreError {
    // SQLite tells a full disk from other trouble with files, but not a full quota.
    if status & 0xff == SQLITE_IOERR, case let code = unsafe reel_sqlite3_system_errno(handle),
      code != 0
    {
      return .system("cannot read or write '\(name)'", errno: code)
    }
    let words = unsafe String(cString: reel_sqlite3_errmsg(handle))
    return Self.error(status, "the records in '\(name)': \(words)")
  }

  private static func error(_ status: Int32, _ message: String) -> StoreError {
    // The low byte is the kind; what is above says more about it.
    switch status & 0xff {
    case SQLITE_FULL: StoreError(.full, message)
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      StoreError(.damaged, "\(message); \(StoreError.rebuild)")
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: StoreError(.denied, message)
    case SQLITE_CONSTRAINT: StoreError(.conflict, message)
    default: StoreError(.io, message)
    }
  }

  // https://www.sqlite.org/uri.html: what is special in a URI is written as %HH.
  private static func uri(_ path: String) -> String {
    let special: Set<UInt8> = [UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#")]
    var out = "file:"
    // Two slashes at the front would begin a host's name.
    if path.hasBytePrefix("/") { out += "//" }
    for scalar in path.unicodeScalars {
      if scalar.isASCII, special.contains(UInt8(scalar.value)) {
        out += "%" + String(scalar.value, radix: 16)
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
