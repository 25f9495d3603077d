/// Writes lines of `reel` that do something about what was found, to be copied into a shell: with the
/// options that say which manifest and whose state this is about.
struct ToolLine: Sendable {
  private static let carried = [
    "profile", "set", "base-url", "api-key-env", "state-dir", "output-dir", "emulator",
  ]

  private let manifest: String
  private let options: [String]

  /// `line` is the command line that it was found by; `more` names options of it that are carried too.
  init(_ line: ArgumentScanner.Result, more: [String] = []) {
    manifest = line.operands.first ?? "MANIFEST"
    options = (Self.carried + more).flatMap { name in
      line.all(name).flatMap { $0.isEmpty ? ["--\(name)"] : ["--\(name)", $0] }
    }
  }

  /// A line with a command, the manifest, and what comes after it.
  func line(_ command: String, _ operands: String...) -> String {
    line([command], operands)
  }

  /// The same with words before the manifest, and any number after it.
  func line(_ command: [String], _ operands: [String]) -> String {
    (["reel"] + command + [manifest] + operands + options).map(ShellQuote.quoted)
      .joined(separator: " ")
  }
}
