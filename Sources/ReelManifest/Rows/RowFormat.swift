import ReelBasics

/// How a data file is written, told by its extension.
enum RowFormat: Sendable, Hashable {
  case csv
  case tsv
  case json
  case lines
  case yaml

  /// The extensions that are known, for messages.
  static let extensions = ".csv, .tsv, .json, .ndjson, .jsonl, .yaml and .yml"

  /// The format of a path; `nil` for any other extension.
  init?(path: String) {
    switch Self.fileExtension(of: path) {
    case "csv": self = .csv
    case "tsv": self = .tsv
    case "json": self = .json
    case "ndjson", "jsonl": self = .lines
    case "yaml", "yml": self = .yaml
    default: return nil
    }
  }

  /// Whether the path is that of a spreadsheet, which can be saved as CSV.
  static func isSpreadsheet(_ path: String) -> Bool {
    ["xlsx", "xls", "xlsm", "ods", "numbers"].contains(fileExtension(of: path))
  }

  private static func fileExtension(of path: String) -> String {
    let name = path.cut(atLast: UInt8(ascii: "/"))?.after ?? path[...]
    return name.cut(atLast: UInt8(ascii: "."))?.after.lowercased() ?? ""
  }
}
