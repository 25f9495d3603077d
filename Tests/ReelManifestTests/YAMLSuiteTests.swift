import ReelBasics
import Testing

@testable import ReelManifest

/// yaml-test-suite, where a checkout of it is at hand, against the catalogue's page on YAML.
@Suite(.enabled(if: YAMLSuite.folder != nil)) struct YAMLSuiteTests {
  /// The rows of the tables below a heading.
  private func rows(below heading: String, of page: String) -> [[Substring]] {
    let lines = page.split(separator: "\n")
    guard let start = lines.firstIndex(where: { $0.lowercased() == heading.lowercased() }) else {
      return []
    }
    return lines[(start + 1)...].prefix { !$0.hasPrefix("#") }.filter { $0.hasPrefix("| ") }
      .dropFirst().map { $0.split(separator: "|").map { $0.trimming(" ") } }
  }

  @Test func `every case ends as the page says`() throws {
    let folder = try #require(YAMLSuite.folder)
    let path = "../../../Sources/ReelManifest/ReelManifest.docc/YAML.md"
    let page = String(decoding: try Fixtures.bytes(path), as: UTF8.self)
    var ids: [YAMLSuite.Outcome: [String]] = [:]
    var reasons: [String: String] = [:]
    for item in try YAMLSuite.cases(in: folder) {
      let (outcome, why) = try YAMLSuite.outcome(of: item)
      ids[outcome, default: []].append(item.id)
      reasons[item.id] = why
    }
    let counts = YAMLSuite.Outcome.allCases.map { "\($0.rawValue): \(ids[$0]?.count ?? 0)" }
    print(counts.joined(separator: "\n"))
    let table = rows(below: "## yaml-test-suite", of: page)
    #expect(table.map { "\($0[0]): \($0[1])" } == counts)
    #expect(ids[.differs] == nil, "\((ids[.differs] ?? []).map { "\($0): \(reasons[$0] ?? "")" })")
    for outcome in [YAMLSuite.Outcome.outOfScope, .refused, .accepted] {
      let rows = rows(below: "### " + outcome.rawValue, of: page)
      let listed = rows.flatMap { $0[1].split(separator: " ") }
      #expect(listed.map(String.init).sorted() == ids[outcome] ?? [], "\(outcome.rawValue)")
      guard outcome == .outOfScope else { continue }
      for row in rows {
        for id in row[1].split(separator: " ") {
          #expect(row[0].contains("`\(reasons[String(id)] ?? "-")`"), "\(id)")
        }
      }
    }
  }
}

extension Substring {
  fileprivate func trimming(_ letter: Character) -> Substring {
    var text = self.drop { $0 == letter }
    while text.last == letter { text.removeLast() }
    return text
  }
}
