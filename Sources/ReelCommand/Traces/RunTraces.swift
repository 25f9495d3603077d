/// Which files for programs a run writes, as its command line says.
struct RunTraces: Sendable {
  static let options = [
    OptionSpec("events", value: "FILE", help: "every event as NDJSON; '-' is standard output"),
    OptionSpec("junit", value: "FILE", help: "the result for CI, a test case for each asset"),
    OptionSpec("depfile", value: "FILE", help: "what outputs were made of, for make and ninja"),
  ]

  /// As they are written on the line; standard output is `-`.
  let events: String?
  let junit: String?
  let depfile: String?
  /// Whether GitHub Actions is told.
  let isForGitHub: Bool

  init(_ line: ArgumentScanner.Result) throws(UsageError) {
    // However a shell calls it, the summary would stand there, too.
    events = line.last("events").map { EventStream.number(of: $0) == 1 ? "-" : $0 }
    junit = line.last("junit")
    depfile = line.last("depfile")
    isForGitHub = line.last("format") == "github"
    for name in ["junit", "depfile"] where line.last(name) == "-" {
      throw UsageError("'--\(name)' takes a file: it is written as a whole, in its place")
    }
    guard !replacesSummary || line.last("format") ?? "text" == "text" else {
      throw UsageError("'--events -' and '--format' both write to standard output; take one")
    }
    guard line.has("dry-run") else { return }
    let given = Self.options.map(\.name).filter(line.has) + (isForGitHub ? ["format github"] : [])
    if let name = given.first { throw Self.needsARun(name) }
  }

  /// Why a dry run does not take an option.
  static func needsARun(_ option: String) -> UsageError {
    UsageError("'--\(option)' is about a run, and '--dry-run' is none")
  }

  /// Whether there is any, or somebody is told.
  var writesAnything: Bool {
    events != nil || junit != nil || depfile != nil || isForGitHub
  }

  /// Whether events stand on standard output, where the summary would be.
  var replacesSummary: Bool { events == "-" }
}
