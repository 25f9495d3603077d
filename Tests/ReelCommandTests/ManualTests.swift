import ReelBasics
import ReelManifest
import Testing

@testable import ReelCommand

/// The pages of the manual that say what tables in the sources say. `REEL_RECORD=1` writes them.
@Suite struct ManualTests {
  @Test func everyCommandIsInTheManual() throws {
    let sections = Commands.all.map(\.spec).map { command in
      let usage = ["reel \(command.name)", command.operands].filter { !$0.isEmpty }
      var parts = [
        "## reel \(command.name)", command.summary + ".",
        fenced(usage.joined(separator: " ") + (command.options.isEmpty ? "" : " [OPTION…]")),
      ]
      if !command.options.isEmpty {
        parts.append(
          table(
            ["Option", "Meaning"],
            command.options.map { option in
              let letter = option.letter.map { "-\($0), " } ?? ""
              let value = option.value.map { " \($0)" } ?? ""
              return ["`\(letter)--\(option.name)\(value)`", option.help]
            }))
      }
      return (parts + ["Example:", fenced(command.example)]).joined(separator: "\n\n")
    }
    try Golden.expect(
      page(
        "Every command", "What each command does, and the options that it takes.",
        sections), manual: "ReelCommand/ReelCommand.docc/Commands.md")
  }

  @Test func everyKeyIsInTheManual() throws {
    let schema = ManifestSchema.json
    let assets = try #require(schema["$defs"]?["asset"]?["properties"]?.fields)
    let top = try #require(schema["properties"]?.fields)
    var sections = ["## Top level", keys(top), "## Asset", keys(assets)].joined(separator: "\n\n")
    for name in ["limits", "provider", "provenance", "defaults"] {
      let fields = try #require(top[name]?["properties"]?.fields ?? branch(top[name]))
      sections += "\n\n## \(name)\n\n" + keys(fields)
    }
    try Golden.expect(
      page(
        "Every key",
        "The keys of a manifest, as its schema has them. For those of a matrix see <doc:Matrix>.",
        [sections]), manual: "ReelManifest/ReelManifest.docc/ManifestKeys.md")
  }

  /// The properties of the form that is a mapping, where others are allowed, too.
  private func branch(_ schema: JSONValue?) -> [String: JSONValue]? {
    let forms = (schema?["anyOf"] ?? schema?["oneOf"])?.elements
    return forms?.compactMap { $0["properties"]?.fields }.first
  }

  private func keys(_ fields: [String: JSONValue]) -> String {
    table(
      ["Key", "Meaning", "As in"],
      fields.sorted { $0.key < $1.key }.map { name, schema in
        let example = schema["examples"]?.elements?.first ?? schema["default"]
        let shown = example.map { "`\(name): \(compact($0))`" } ?? ""
        return ["`\(name)`", schema["description"]?.string ?? "", shown]
      })
  }

  /// A value in YAML's short form.
  private func compact(_ value: JSONValue) -> String {
    switch value {
    case .string(let text): text
    case .array(let elements): "[" + elements.map(compact).joined(separator: ", ") + "]"
    case .object(let fields):
      "{"
        + fields.sorted { $0.key < $1.key }.map { "\($0): \(compact($1))" }.joined(separator: ", ")
        + "}"
    default: String(decoding: value.bytes, as: UTF8.self)
    }
  }

  @Test func everyCodeIsInTheManual() throws {
    let sections = Explanation.all.map { explanation in
      let code = explanation.code
      var parts = [
        "## \(code.rawValue)", "*\(code.severity.rawValue)*: \(explanation.summary)",
        explanation.meaning.replacing("<", with: "\\<"),
      ]
      switch explanation.demonstration {
      case .none(let reason): parts.append("No manifest can show it here: \(reason).")
      case .examples(let wrong, let right):
        parts += ["Wrong:", fenced(short(wrong.text), "yaml")]
        parts += ["Right:", fenced(short(right.text), "yaml")]
      }
      return parts.joined(separator: "\n\n")
    }
    try Golden.expect(
      page(
        "Every finding",
        "What can be found wrong in a manifest, by its code; `reel explain CODE` says the same.",
        sections), manual: "ReelManifest/ReelManifest.docc/Diagnostics.md")
  }

  /// Long lines are there to be long: their beginning shows what they are.
  private func short(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      TerminalText.safe(line.count > 120 ? String(line.prefix(120)) + "…" : String(line))
    }.prefix(40).joined(separator: "\n")
  }

  @Test func theManualPageIsWhole() async throws {
    let outcome = await (try CommandBench()).run(["man"])
    #expect(outcome.status == .success)
    for command in Commands.all.map(\.spec) {
      #expect(outcome.output.contains(".SS reel \(ManPage.escaped(command.name))"))
      for option in command.options {
        #expect(outcome.output.contains(ManPage.escaped("--\(option.name)")))
      }
    }
    #expect(ManPage.escaped(".x\\-'\"~") == "\\&.x\\e\\-\\(aq\\(dq\\(ti")
    // A request stands at the start of a line, and only those of man(7) are there.
    let requests = outcome.output.split(separator: "\n").filter { $0.hasPrefix(".") }
      .map { $0.prefix { $0 != " " } }
    let known = [".\\\"", ".TH", ".SH", ".SS", ".B", ".I", ".RI", ".TP", ".nf", ".fi"]
    #expect(Set(requests.map(String.init)).subtracting(known).isEmpty)
  }

  // MARK: Markdown

  private func page(_ title: String, _ summary: String, _ sections: [String]) -> String {
    """
    # \(title)

    \(summary)

    <!-- Written by ManualTests: change the tables that it reads, and record it again. -->

    \(sections.joined(separator: "\n\n"))

    """
  }

  private func fenced(_ text: String, _ language: String = "") -> String {
    let end = text.hasSuffix("\n") ? "" : "\n"
    return "```\(language)\n\(text)\(end)```"
  }

  private func table(_ head: [String], _ rows: [[String]]) -> String {
    ([head, head.map { _ in "---" }] + rows.map { $0.map(cell) })
      .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}

extension Golden {
  /// Compares a page of the manual with what it has to be; under `REEL_RECORD=1` writes that instead.
  fileprivate static func expect(_ text: String, manual path: String) throws {
    try expect(text, "../../../Sources/\(path)")
  }
}
