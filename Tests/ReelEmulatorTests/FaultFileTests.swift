import ReelBasics
import ReelEmulator
import Testing

@testable import ReelCommand

/// The file of `--faults`: rules, and what is said of wrong ones.
struct FaultFileTests {
  private func rules(_ text: String) -> [FaultRule] {
    let file = FaultFile()
    let rules = file.read(Array(text.utf8), name: "faults.yaml")
    #expect(file.diagnostics.sorted.isEmpty, "\(file.diagnostics.sorted.map(\.message))")
    return rules
  }

  @Test func readsAllOfARule() throws {
    let rule = try #require(
      rules(
        """
        - match: {operation: [edit-image, poll], prompt: "red*kite", nth: 3, rate: 0.5}
          fault: {status: 503, retry_after: 2, body: html, message: "Too many of them."}
          times: 4
        """
      ).first)
    #expect(rule.operations == ["edit-image", "poll"])
    #expect(rule.prompt == "red*kite")
    #expect(rule.nth == 3)
    #expect(rule.rate == 0.5)
    #expect(rule.times == 4)
    let fault = try Fault(
      name: "status", value: "503",
      settings: ["retry_after": "2", "body": "html", "message": "Too many of them."])
    #expect(rule.fault == fault)
  }

  /// A line and a mapping say the same.
  @Test(arguments: [
    ("reset after", "{reset: after}"), ("malformed", "{malformed: }"),
    ("url_expired 404 fetches=2", "{url_expired: 404, fetches: 2}"),
    ("moderated flag usage=no slots=2", "{moderated: flag, usage: no, slots: 2}"),
    ("slow 300ms bytes_per_second=1000", "{slow: 300ms, bytes_per_second: 1000}"),
    ("job_failed internal_error billed=true", "{job_failed: internal_error, billed: true}"),
  ])
  func linesAndMappings(line: String, mapping: String) {
    let both = rules("- fault: \(line)\n- fault: \(mapping)\n")
    #expect(both.count == 2)
    #expect(both.first == both.last)
  }

  /// A file, and where what is wrong with it.
  @Test(arguments: [
    ("{fault: reset}", "1:1", "has to be a list of rules"),
    ("- reset", "1:3", "has to be a mapping"),
    ("- times: 2", "1:3", "the rule has no 'fault'"),
    ("- fault: rest", "1:10", "did you mean 'reset'?"),
    ("- fault: {}", "1:10", "the fault has no name"),
    ("- fault: {status: 99}", "1:11", "from 400 to 599"),
    ("- fault: {reset: after, why: x}", "1:25", "no setting 'why'"),
    ("- fault: reset\n  time: 2", "2:3", "did you mean 'times'?"),
    ("- fault: reset\n  times: 0", "2:10", "a whole number from 1"),
    ("- fault: reset\n  match: {nth: x}", "2:16", "a whole number from 1"),
    ("- fault: reset\n  match: {rate: 1.5}", "2:17", "from 0 to 1"),
    ("- fault: reset\n  match: {operation: edit}", "2:22", "unknown operation 'edit'"),
    ("- fault: moderated\n  match: {operation: [image, download]}", "2:30", "cannot happen"),
    ("- fault: reset\n  match: x", "2:10", "'match' has to be a mapping"),
    ("- fault: [", "1:11", ""),
  ])
  func wrongFiles(text: String, place: String, words: String) throws {
    let file = FaultFile()
    _ = file.read(Array(text.utf8), name: "f")
    let finding = try #require(file.diagnostics.sorted.first)
    #expect(finding.severity == .error)
    let location = try #require(finding.location)
    #expect("\(location.line):\(location.column)" == place || words.isEmpty, "\(finding.message)")
    #expect(finding.message.contains(words), "\(finding.message)")
  }

  @Test func aFileThatIsNotThere() {
    let file = FaultFile()
    #expect(file.read(path: "/nowhere.yaml", name: "nowhere.yaml").isEmpty)
    #expect(file.diagnostics.sorted.map(\.message) == ["nowhere.yaml does not exist"])
  }

  /// The manual's example is right, and the manual names all that there is.
  @Test func theManual() throws {
    let path = "\(#filePath.split(separator: "/").dropLast(3).joined(separator: "/"))"
    let bytes = try LocalFileReader().read(
      "/\(path)/Sources/ReelEmulator/ReelEmulator.docc/ReelEmulator.md", limit: 1 << 20)
    let text = String(decoding: bytes, as: UTF8.self)
    let example = try #require(
      text.split(separator: "```yaml\n").last?.split(separator: "```").first)
    #expect(rules(String(example)).count == 5)
    for name in Fault.names + FaultRule.operationWords {
      #expect(text.contains("`\(name)"), "\(name)")
    }
    for name in AnswerShape.names {
      let short = name.hasPrefix("error-") ? "`-\(name.dropFirst(6))`" : "`\(name)`"
      #expect(text.contains(short) || text.contains("`\(name)`"), "\(name)")
    }
  }
}
