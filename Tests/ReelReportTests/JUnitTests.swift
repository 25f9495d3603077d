import ReelBasics
import Testing

@testable import ReelReport

/// Results as JUnit XML, and texts in XML.
@Suite struct JUnitTests {
  @Test(arguments: [
    ("a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"),
    ("]]>", "]]&gt;"),
    ("line\nline\ttab\r", "line&#10;line&#9;tab&#13;"),
    ("bell\u{7}esc\u{1B}nul\u{0}", "bell\u{FFFD}esc\u{FFFD}nul\u{FFFD}"),
    ("\u{FFFE}\u{FFFF}\u{85}", "\u{FFFD}\u{FFFD}\u{85}"),
    ("é杯😀", "é杯😀"),
  ])
  func whatXMLCannotSay(_ text: String, _ written: String) {
    #expect(XMLText.inAttribute(text) == written)
  }

  @Test func linesOfAContentStayLines() {
    #expect(XMLText.escaped("a\n<b>\r\n") == "a\n&lt;b&gt;&#13;\n")
  }

  @Test func aDocument() {
    typealias Case = JUnitDocument.Case
    let document = JUnitDocument(
      name: "shop", timestamp: "2026-11-21T14:05:09", seconds: 61.0306,
      properties: [JUnitDocument.Property("spent", "$0.02")],
      cases: [
        Case(
          name: "cup", className: "shop", seconds: 0, trouble: nil, output: ""),
        Case(
          name: "a[p=\"1\"]", className: "shop.a", seconds: 1.5,
          trouble: (.failure, kind: "refused", message: "refused: <no>", text: "m.yaml:3:1: no"),
          output: "out/a.png\ncost: <1>"),
        Case(
          name: "b", className: "shop", seconds: 0,
          trouble: (.error, kind: "lost", message: "lost", text: ""), output: ""),
        Case(
          name: "c", className: "shop", seconds: 0,
          trouble: (.skipped, kind: "blocked", message: "by b", text: ""), output: ""),
      ])
    #expect(
      document.text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="shop" tests="4" failures="1" errors="1" time="61.031">
          <testsuite name="shop" timestamp="2026-11-21T14:05:09" skipped="1" tests="4" \
        failures="1" errors="1" time="61.031">
            <properties>
              <property name="spent" value="$0.02"/>
            </properties>
            <testcase name="cup" classname="shop" time="0.000">
            </testcase>
            <testcase name="a[p=&quot;1&quot;]" classname="shop.a" time="1.500">
              <failure type="refused" message="refused: &lt;no&gt;">m.yaml:3:1: no</failure>
              <system-out>out/a.png
        cost: &lt;1&gt;</system-out>
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
