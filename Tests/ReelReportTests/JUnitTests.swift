import Testing

@testable import ReelReport

/// Results as JUnit XML, and texts in XML.
@Suite struct JUnitTests {
  @Test(arguments: [
    ("a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"),
    ("]]>", "]]&gt;"),
    ("line\nline\ttab\r", "line&#10;line&#9;tab&#13;"),
    ("bell\u{7}esc\u{1B}nul\u{0}", "bell\u{FFFD}esc\u{FFFD}nul\u{FFFD}"),
    ("\u{FFFE}\u{FFFF}\u{85}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ("é杯😀", "é杯😀"),
  ])
  func whatXMLCannotSay(_ text: String, _ written: String) {
    #expect(XMLText.escaped(text) == written)
  }

  @Test func aDocument() {
    typealias Case = JUnitDocument.Case
    let document = JUnitDocument(
      name: "shop", timestamp: "2026-11-21T14:05:09", seconds: 61.0306, properties: [],
      cases: [
        Case(
          name: "cup", className: "shop", seconds: 0, properties: [], trouble: nil, output: ""),
        Case(
          name: "a[p=\"1\"]", className: "shop.a", seconds: 1.5,
          properties: [Case.Property("cost", "$0.02")],
          trouble: (.failure, kind: "refused", message: "refused: <no>", text: "m.yaml:3:1: no"),
          output: "out/a.png"),
        Case(
          name: "b", className: "shop", seconds: 0, properties: [],
          trouble: (.error, kind: "lost", message: "lost", text: ""), output: ""),
        Case(
          name: "c", className: "shop", seconds: 0, properties: [],
          trouble: (.skipped, kind: "blocked", message: "by b", text: ""), output: ""),
      ])
    #expect(
      document.text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="shop" tests="4" failures="1" errors="1" skipped="1" time="61.031">
          <testsuite name="shop" timestamp="2026-11-21T14:05:09" tests="4" failures="1" \
        errors="1" skipped="1" time="61.031">
            <testcase name="cup" classname="shop" time="0.000">
            </testcase>
            <testcase name="a[p=&quot;1&quot;]" classname="shop.a" time="1.500">
              <properties>
                <property name="cost" value="$0.02"/>
              </properties>
              <failure type="refused" message="refused: &lt;no&gt;">m.yaml:3:1: no</failure>
              <system-out>out/a.png</system-out>
            </testcase>
            <testcase name="b" classname="shop" time="0.000">
              <error type="lost" message="lost"></error>
            </testcase>
            <testcase name="c" classname="shop" time="0.000">
              <skipped type="blocked" message="by b"></skipped>
            </testcase>
          </testsuite>
        </testsuites>

        """)
  }
}
