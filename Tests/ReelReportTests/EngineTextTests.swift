import ReelBasics
import ReelTestSupport
import Testing

@testable import ReelReport

/// Names and lines in the files of make, ninja and Snakemake.
@Suite struct EngineTextTests {
  @Test(arguments: [
    ("out/cup.png", "out/cup.png"),
    ("my cup.png", #"my\ cup.png"#),
    ("a#b", ##"a\#b"##),
    ("$(rm)", "$$(rm)"),
    ("C:x", #"C\:x"#),
    (#"a\ b"#, #"a\\\ b"#),
    (#"a\b"#, #"a\b"#),
    // An accent makes one letter of both for Swift, and for nobody else.
    ("a \u{308}$\u{308}", "a\\ \u{308}$$\u{308}"),
    ("Tasse-größer-杯.png", "Tasse-größer-杯.png"),
  ])
  func makeReadsNames(_ name: String, _ written: String) {
    #expect(MakeText.name(name) == written)
  }

  @Test(arguments: [
    "a*b", "a?b", "shot[1].png", "~/a", "a=b", "a;b", "a%b", "a|b", "a\nb", "a\tb", "a\\", "a&",
    "a=\u{308}", ##"a\#"##, #"a\:"#,
  ])
  func whatMakeCannotBeToldIsLeftOut(_ name: String) {
    #expect(MakeText.name(name) == nil)
    let (text, untold) = MakeText.dependencies(of: ["out"], on: ["in", name])
    #expect(text == "out: \\\n  in\n\nin:\n")
    #expect(untold == [name])
  }

  @Test func aRuleWithoutTargetsIsNone() {
    let (text, untold) = MakeText.dependencies(of: [], on: ["in"])
    #expect(text.isEmpty && untold.isEmpty)
  }

  /// Any names that can be told are read back as they were.
  @Test func namesAreReadBack() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    let letters = Array(##"ab \#$:.-_/{}()[]'"é杯"##)
    for _ in 0..<2000 {
      let names = (0..<3).map { _ in
        String(
          (0..<Int.random(in: 1...8, using: &random)).compactMap { _ in
            letters.randomElement(using: &random)
          })
      }
      let told = names.filter { MakeText.name($0) != nil }
      let list = told.compactMap(MakeText.name).joined(separator: " ")
      #expect(Self.makeNames(list) == told, "seed \(seed)")
      let paths = names.compactMap(NinjaText.path).joined(separator: " ")
      #expect(Self.ninjaNames(paths) == names, "seed \(seed)")
      for name in names {
        let literal = SnakemakeText.literal(name)
        #expect(Self.formatted(literal) == name, "seed \(seed)")
      }
    }
  }

  @Test(arguments: BuildEngine.allCases)
  func whatPeopleReadTurnsNoDirection(_ engine: BuildEngine) {
    let id = "cup[name=\u{202E}gnp\u{85}x]"
    let text = engine.write(
      BuildGraph(
        remarks: ["shop\u{2066}, by: reel export \(id)"],
        targets: [
          BuildGraph.Target(
            id: id, stamp: "stamps/cup", needs: [], outputs: ["\u{202E}gnp.png"],
            command: "reel run shop.yaml '\(id)'")
        ], files: ["shop.yaml"], refresh: nil))
    let lines = text.split(separator: "\n")
    let read = lines.filter { $0.hasPrefix("# ") || $0.hasPrefix("  id = ") }
    let label = "cup[name=\u{FFFD}gnp\u{FFFD}x]"
    #expect(read.contains { $0 == "# shop\u{FFFD}, by: reel export \(label)" })
    #expect(read.contains { $0 == (engine == .ninja ? "  id = " : "# ") + label })
    #expect(read.allSatisfy { TerminalText.safe(String($0)) == $0 })
    // What is run is exact.
    #expect(lines.contains { $0.contains("reel run shop.yaml '\(id)'") })
  }

  /// The names of a list as make reads them.
  private static func makeNames(_ list: String) -> [String] {
    var names: [String] = []
    var name = ""
    var slashes = 0
    var rest = Array(list)[...]
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        slashes += 1
        continue
      case " ":
        name += String(repeating: "\\", count: slashes / 2)
        if slashes % 2 == 1 {
          name.append(" ")
        } else {
          names.append(name)
          name = ""
        }
      case "#", ":": name += slashes == 1 ? String(character) : "?"
      case "$":
        name += String(repeating: "\\", count: slashes)
        _ = rest.popFirst()
        name.append("$")
      default: name += String(repeating: "\\", count: slashes) + String(character)
      }
      slashes = 0
    }
    return (names + [name + String(repeating: "\\", count: slashes)]).filter { !$0.isEmpty }
  }

  /// The names of a list as ninja reads them.
  private static func ninjaNames(_ list: String) -> [String] {
    var names = [""]
    var rest = Array(list)[...]
    while let character = rest.popFirst() {
      switch character {
      case "$": names[names.count - 1].append(rest.popFirst() ?? "?")
      case " ": names.append("")
      default: names[names.count - 1].append(character)
      }
    }
    return names
  }

  /// A string of Python after `format`.
  private static func formatted(_ literal: String) -> String {
    var text = ""
    var rest = Array(literal.dropFirst().dropLast())[...]
    while let character = rest.popFirst() {
      if character == "\\" {
        text.append(rest.popFirst() ?? "?")
      } else {
        text.append(character)
        if "{}".contains(character) {
          if rest.popFirst() != character { text += "!" }
        }
      }
    }
    return text
  }

  // MARK: Graphs

  private static let graph = BuildGraph(
    remarks: ["shop"],
    targets: [
      BuildGraph.Target(
        id: "cup", stamp: "s/cup-1", needs: [], outputs: ["out/cup.png"],
        command: "reel run m.yaml cup && touch s/cup-1"),
      BuildGraph.Target(
        id: "a[p=$1]", stamp: "s/a-2", needs: ["s/cup-1"], outputs: [],
        command: "reel run m.yaml 'a[p=$1]' --set '{x}=%' && touch s/a-2"),
    ], files: ["m.yaml", "my cup.png"],
    refresh: BuildGraph.Refresh(
      file: "R", plan: "R.plan", command: "reel export make m.yaml && touch R R.plan"))

  @Test func aMakefile() {
    #expect(
      BuildEngine.make.write(Self.graph) == #"""
        # shop

        .PHONY: reel-all
        reel-all: \
          s/cup-1 \
          s/a-2
        .DELETE_ON_ERROR:

        R R.plan &: \
          m.yaml \
          my\ cup.png
        	reel export make m.yaml && touch R R.plan

        m.yaml:

        my\ cup.png:

        # cup
        s/cup-1 : \
          R.plan \
          out/cup.png
        	reel run m.yaml cup && touch s/cup-1
        out/cup.png: ;

        # a[p=$1]
        s/a-2 : \
          R.plan \
          s/cup-1
        	reel run m.yaml 'a[p=$$1]' --set '{x}=%' && touch s/a-2

        """#)
  }

  @Test func aBuildFileOfNinja() {
    let text = BuildEngine.ninja.write(Self.graph)
    #expect(
      text.contains(
        """
        build R R.plan: export $
            m.yaml $
            my$ cup.png
          line = reel export make m.yaml && touch R R.plan

        build s/cup-1 out/cup.png: reel $
            R.plan
          line = reel run m.yaml cup && touch s/cup-1
          id = cup

        build s/a-2: reel $
            R.plan $
            s/cup-1
          line = reel run m.yaml 'a[p=$$1]' --set '{x}=%' && touch s/a-2
          id = a[p=$$1]

        build reel-all: phony $
          s/cup-1 $
          s/a-2
        default reel-all

        """), "\(text)")
  }

  @Test func aSnakefile() {
    let text = BuildEngine.snakemake.write(Self.graph)
    #expect(
      text.contains(
        #"""
        # a[p=$1]
        rule reel_2:
            input:
                "R.plan",
                "s/cup-1",
            output:
                "s/a-2",
            shell:
                "reel run m.yaml 'a[p=$1]' --set '{{x}}=%' && touch s/a-2"

        """#), "\(text)")
  }
}
