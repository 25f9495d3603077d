import Testing

@testable import ReelCommand

/// How a command line is read.
struct ArgumentScannerTests {
  private static let scanner = ArgumentScanner(options: [
    OptionSpec("jobs", letter: "j", value: "N", help: ""),
    OptionSpec("quiet", letter: "q", help: ""),
    OptionSpec("verbose", letter: "v", help: ""),
    OptionSpec("set", value: "NAME=VALUE", help: ""),
  ])

  struct Line: Sendable, CustomTestStringConvertible {
    let words: [String]
    var values: [String: [String]] = [:]
    var operands: [String] = []

    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Line(words: []),
    Line(words: ["a", "b"], operands: ["a", "b"]),
    Line(words: ["--jobs", "4"], values: ["jobs": ["4"]]),
    Line(words: ["--jobs=4", "a"], values: ["jobs": ["4"]], operands: ["a"]),
    Line(words: ["-j", "4"], values: ["jobs": ["4"]]),
    Line(words: ["-j4"], values: ["jobs": ["4"]]),
    Line(words: ["-j=4"], values: ["jobs": ["4"]]),
    Line(
      words: ["-qvj4", "a"], values: ["quiet": [""], "verbose": [""], "jobs": ["4"]],
      operands: ["a"]),
    Line(words: ["-qj", "4"], values: ["quiet": [""], "jobs": ["4"]]),
    Line(words: ["-qq"], values: ["quiet": ["", ""]]),
    Line(words: ["--set", "a=1", "--set=b=c=d"], values: ["set": ["a=1", "b=c=d"]]),
    Line(words: ["a", "-q", "b"], values: ["quiet": [""]], operands: ["a", "b"]),
    Line(words: ["--", "-q", "--jobs"], operands: ["-q", "--jobs"]),
    Line(words: ["-"], operands: ["-"]),
    Line(words: ["--jobs", "-q"], values: ["jobs": ["-q"]]),
    Line(words: ["--set", "--"], values: ["set": ["--"]]),
    Line(words: ["--set=\u{1F3FB}=\u{301}"], values: ["set": ["\u{1F3FB}=\u{301}"]]),
    Line(words: ["--jobs=\u{200D}"], values: ["jobs": ["\u{200D}"]]),
    Line(words: ["-qj\u{FE0F}"], values: ["quiet": [""], "jobs": ["\u{FE0F}"]]),
    Line(words: ["-j=\u{1F3FB}"], values: ["jobs": ["\u{1F3FB}"]]),
  ])
  func reads(_ line: Line) throws {
    let result = try Self.scanner.scan(line.words)
    for option in Self.scanner.options {
      #expect(result.all(option.name) == line.values[option.name] ?? [])
      #expect(result.has(option.name) == (line.values[option.name] != nil))
      #expect(result.last(option.name) == line.values[option.name]?.last)
    }
    #expect(result.operands == line.operands)
  }

  @Test(arguments: [
    (["--verbos"], "unknown option '--verbos'; did you mean '--verbose'?"),
    (["--color"], "unknown option '--color'"),
    (["--=x"], "unknown option '--'"),
    (["-x"], "unknown option '-x'"),
    (["-qx"], "unknown option '-x'"),
    (["--\u{301}"], "unknown option '--\u{301}'"),
    (["-\u{200D}"], "unknown option '-\u{200D}'"),
    (["--jobs"], "'--jobs' takes a value: N"),
    (["-j"], "'--jobs' takes a value: N"),
    (["--jobs="], "'--jobs' has an empty value"),
    (["--jobs", ""], "'--jobs' has an empty value"),
    (["--quiet=yes"], "'--quiet' takes no value"),
  ])
  func refuses(_ words: [String], _ message: String) {
    let error = #expect(throws: UsageError.self) { try Self.scanner.scan(words) }
    #expect(error?.message == message)
  }

  @Test(arguments: [
    ("3", "'--jobs' takes a whole number from 4 to 8, not '3'"),
    ("9", "'--jobs' takes a whole number from 4 to 8, not '9'"),
    ("x", "'--jobs' takes a whole number from 4 to 8, not 'x'"),
    (
      "99999999999999999999",
      "'--jobs' takes a whole number from 4 to 8, not '99999999999999999999'"
    ),
  ])
  func refusesNumbers(_ text: String, _ message: String) throws {
    let result = try Self.scanner.scan(["--jobs", text])
    let error = #expect(throws: UsageError.self) { try result.integer("jobs", in: 4...8) }
    #expect(error?.message == message)
  }

  @Test func theLastValueCounts() throws {
    let result = try Self.scanner.scan(["-j5", "-j", "7"])
    #expect(try result.integer("jobs", in: 1...8) == 7)
  }

  @Test func pairsAreSplitAtTheFirstSign() throws {
    let result = try Self.scanner.scan(["--set", "a=b=c", "--set", "d="])
    #expect(try result.pairs("set") == ["a": "b=c", "d": ""])
    for word in ["a", "=a"] {
      let wrong = try Self.scanner.scan(["--set", word])
      #expect(throws: UsageError.self) { try wrong.pairs("set") }
    }
  }

  @Test(arguments: [
    ("300ms", Duration.milliseconds(300)), ("2s", .seconds(2)), ("1.5s", .milliseconds(1500)),
    ("1m", .seconds(60)), ("0s", .zero), ("3600s", .seconds(3600)),
  ])
  func readsTimes(_ text: String, _ duration: Duration) {
    #expect(EmulatorArguments.duration(text) == duration)
  }

  @Test(arguments: ["", "s", "2", "-1s", "3601s", "1h", "nans", "infs", "1 s"])
  func refusesTimes(_ text: String) {
    #expect(EmulatorArguments.duration(text) == nil)
  }
}
