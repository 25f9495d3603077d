import ReelBasics

/// Results as JUnit XML, which every CI reads: by `junit-10.xsd` of Jenkins' xUnit plugin, the narrowest
/// description of what Ant began. It knows no properties of a case.
package struct JUnitDocument: Sendable {
  /// How a case ended that did not end well.
  package enum Trouble: Sendable, Hashable {
    case failure
    /// Something went wrong around it.
    case error
    case skipped
  }

  /// Something to know about all of it.
  package struct Property: Sendable, Hashable {
    let name: String
    let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// One test case.
  package struct Case: Sendable {
    let name: String
    let className: String
    let seconds: Double
    let trouble: (Trouble, kind: String, message: String, text: String)?
    let output: String

    /// `kind` of a trouble is a word for machines, `message` one line, `text` all that is known.
    package init(
      name: String, className: String, seconds: Double,
      trouble: (Trouble, kind: String, message: String, text: String)?, output: String
    ) {
      self.name = name
      self.className = className
      self.seconds = seconds
      self.trouble = trouble
      self.output = output
    }

    /// Whether nobody who looks for trouble would see it.
    package var isQuiet: Bool { trouble == nil || trouble?.0 == .skipped }
  }

  let name: String
  let timestamp: String
  let seconds: Double
  let properties: [Property]
  let cases: [Case]

  /// `timestamp` is when it began, as `2026-11-21T14:05:09`, as the format knows no time zone;
  /// `seconds` how long all of it took.
  package init(
    name: String, timestamp: String, seconds: Double, properties: [Property], cases: [Case]
  ) {
    self.name = name
    self.timestamp = timestamp
    self.seconds = seconds
    self.properties = properties
    self.cases = cases
  }

  /// The document, in UTF-8.
  package var text: String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    let counts = attributes([
      ("tests", "\(cases.count)"), ("failures", "\(count(.failure))"),
      ("errors", "\(count(.error))"), ("time", Self.time(seconds)),
    ])
    let own = attributes([("timestamp", timestamp), ("skipped", "\(count(.skipped))")])
    lines.append("<testsuites\(attributes([("name", name)]))\(counts)>")
    lines.append("  <testsuite\(attributes([("name", name)]))\(own)\(counts)>")
    lines.append("    <properties>")
    lines += properties.map {
      "      <property\(attributes([("name", $0.name), ("value", $0.value)]))/>"
    }
    lines.append("    </properties>")
    for element in cases { lines += Self.lines(of: element) }
    lines += ["  </testsuite>", "</testsuites>", ""]
    return lines.joined(separator: "\n")
  }

  private func count(_ trouble: Trouble) -> Int { cases.count { $0.trouble?.0 == trouble } }

  private static func lines(of element: Case) -> [String] {
    let head = attributes([
      ("name", element.name), ("classname", element.className), ("time", time(element.seconds)),
    ])
    var lines = ["    <testcase\(head)>"]
    if let trouble = element.trouble {
      let text = XMLText.escaped(trouble.text)
      let name =
        switch trouble.0 {
        case .failure: "failure"
        case .error: "error"
        case .skipped: "skipped"
        }
      let own = attributes([("type", trouble.kind), ("message", trouble.message)])
      lines.append("      <\(name)\(own)>\(text)</\(name)>")
    }
    if !element.output.isEmpty {
      let output = XMLText.escaped(element.output)
      lines.append("      <system-out>\(output)</system-out>")
    }
    return lines + ["    </testcase>"]
  }

  private func attributes(_ pairs: [(String, String)]) -> String { Self.attributes(pairs) }

  private static func attributes(_ pairs: [(String, String)]) -> String {
    pairs.map { " \($0)=\"\(XMLText.inAttribute($1))\"" }.joined()
  }

  /// In seconds, to the millisecond.
  private static func time(_ seconds: Double) -> String {
    let milliseconds = Int((max(0, seconds) * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}
