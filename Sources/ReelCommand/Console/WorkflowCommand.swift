import ReelBasics

/// Writes workflow commands of GitHub Actions, which shows them as annotations of a file
/// (docs.github.com, "Workflow commands for GitHub Actions").
enum WorkflowCommand {
  /// The raw value is the command's name.
  enum Level: String {
    case error
    case warning
    case notice
  }

  /// A command on a line of its own.
  static func line(
    _ level: Level, at location: SourceLocation?, in context: ProcessContext, title: String,
    _ message: String
  ) -> String {
    let place = location.map {
      "file=\(escaped(file($0.file, in: context), isProperty: true)),line=\($0.line),col=\($0.column),"
    }
    return "::\(level.rawValue) \(place ?? "")title=\(escaped(title, isProperty: true))::"
      + escaped(message, isProperty: false) + "\n"
  }

  /// A file as GitHub knows it: from the root of the repository, wherever the step runs.
  private static func file(_ file: String, in context: ProcessContext) -> String {
    guard let root = context.environment["GITHUB_WORKSPACE"], root.hasBytePrefix("/"),
      !file.hasBytePrefix("<")
    else { return file }
    let prefix = root.hasByteSuffix("/") ? root : root + "/"
    let whole = context.absolute(file)
    return whole.without(prefix: prefix).map(String.init) ?? file
  }

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    let text = text.escaped { byte in
      switch byte {
      case UInt8(ascii: "%"): "%25"
      case UInt8(ascii: "\r"): "%0D"
      case UInt8(ascii: "\n"): "%0A"
      case UInt8(ascii: ":") where isProperty: "%3A"
      case UInt8(ascii: ",") where isProperty: "%2C"
      default: nil
      }
    }
    return TerminalText.safe(text)
  }
}
