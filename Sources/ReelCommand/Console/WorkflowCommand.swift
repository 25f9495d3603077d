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
    _ level: Level, at location: SourceLocation?, title: String, _ message: String
  ) -> String {
    let place = location.map {
      "file=\(escaped($0.file, isProperty: true)),line=\($0.line),col=\($0.column),"
    }
    return "::\(level.rawValue) \(place ?? "")title=\(escaped(title, isProperty: true))::"
      + escaped(message, isProperty: false) + "\n"
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
