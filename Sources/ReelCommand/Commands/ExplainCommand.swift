import ReelBasics
import ReelManifest

/// Says what a diagnostic's code means, with an example of wrong and right.
struct ExplainCommand: Command {
  static let name = "explain"
  let spec = CommandSpec(
    name: Self.name, summary: "Say what a finding's code means, with wrong and right",
    operands: "[CODE]", options: [], example: "reel explain manifest.unknown-key")

  func run(
    _ arguments: ArgumentScanner.Result, in context: ProcessContext
  ) async throws(UsageError) -> ExitStatus {
    guard arguments.operands.count <= 1 else { throw UsageError("'explain' takes one code") }
    guard let code = arguments.operands.first else {
      context.output.write(ExplanationText.list(Explanation.all))
      return .success
    }
    guard let explanation = Explanation.of(code) else {
      let near = NearestName.of(code, in: DiagnosticCode.allCases.map(\.rawValue))
      throw UsageError(
        "there is no code '\(code)'"
          + (near.map { "; did you mean '\($0)'?" } ?? ": 'reel explain' lists them"))
    }
    context.output.write(ExplanationText.page(explanation))
    return .success
  }
}
