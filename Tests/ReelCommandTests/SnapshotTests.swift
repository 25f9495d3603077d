import ReelBasics
import ReelMedia
import ReelTestSupport
import Testing

@testable import ReelCommand
@testable import ReelStore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The shortcut of a run with nothing to do: it holds while all is as it was, and no longer.
@Suite(.timeLimit(.minutes(10)))
struct SnapshotTests {
  private static let line = ["run", "reel.yaml", "--emulator", "--render", "instant"]

  /// A project of which everything was made.
  private static func made() async throws -> CommandBench {
    let bench = try CommandBench()
    try bench.write(
      "reel.yaml",
      """
      version: 1
      name: shop
      include: [more.yaml]
      variables: {season: {env: SEASON, default: spring}}
      assets:
        cup: {generate: image, prompt: "A cup in ${season}", output: shots/cup.jpg}
        sign: {edit: [cup, ./mine.png], prompt: {file: sign.txt}}
        card:
          matrix: {rows: {file: rows.csv, key: sku}}
          generate: image
          prompt: "A ${title}"

      """)
    try bench.write("more.yaml", "version: 1\nassets:\n  kite: {generate: image, prompt: A kite}\n")
    try bench.write("sign.txt", "With the sign")
    try bench.write("rows.csv", "sku,title\na1,tea pot\na2,saucer\n")
    _ = try bench.folder.write(
      "mine.png", try picture(7))
    let run = await bench.run(line)
    try #require(run.status == .success, "\(run.output)\(run.errors)")
    return bench
  }

  /// What the shortcut alone says.
  private static func answer(
    _ bench: CommandBench, _ more: [String] = [], environment: [String: String] = [:]
  ) async throws -> String? {
    let output = CapturedStream()
    let errors = CapturedStream()
    let (never, continuation) = AsyncStream.makeStream(of: Void.self)
    defer { continuation.finish() }
    let context = ProcessContext(
      arguments: line + more, environment: Environment(environment), folder: bench.folder.path,
      output: output.writer, errors: errors.writer, interrupts: { never })
    let command = RunCommand()
    let scanned = try ArgumentScanner(options: command.spec.options).scan(
      context.arguments.dropFirst())
    let arguments = try RunArguments(
      scanned, of: "run", context: context, formats: ["text", "json", "github"])
    let status = await RunSnapshot(arguments, answers: true, in: context)?.answer()
    let text = await output.finish()
    return status == .success ? text : nil
  }

  @Test func `what was made needs no plan, and the line is the same`() async throws {
    let bench = try await Self.made()
    let line = try #require(try await Self.answer(bench))
    #expect(line == "Done: 5 fresh in 0.0s. Nothing was paid. Outputs: out/shop-emulator\n")
    #expect(await bench.run(Self.line).output == line)
    // Machines are told of every asset: that takes a plan, which says the same.
    let told = await bench.run(Self.line + ["--format", "json"])
    #expect(told.output.contains(#""fresh": 5"#))
    #expect(try await Self.answer(bench, ["-q"]) == "")
    #expect(try await Self.answer(bench, ["-j", "3", "--budget", "1", "--locked"]) == line)
  }

  @Test func `other questions are not answered`() async throws {
    let bench = try await Self.made()
    let others: [[String]] = [
      ["cup"], ["--set", "season=autumn"], ["--output-dir", "elsewhere"],
      ["--state-dir", "elsewhere"], ["--api-key-env", "OTHER"], ["--force", "*"], ["--resend"],
      ["--prices", "prices.yaml"],
    ]
    for other in others { #expect(try await Self.answer(bench, other) == nil, "\(other)") }
    #expect(try await Self.answer(bench, environment: ["SEASON": "winter"]) == nil)
    #expect(try await Self.answer(bench, environment: ["SEASONS": "winter"]) != nil)
    // Each has an answer of its own once it was asked.
    _ = await bench.run(Self.line + ["cup"])
    #expect(try await Self.answer(bench, ["cup"])?.hasPrefix("Done: 1 fresh") == true)
    #expect(try await Self.answer(bench) != nil)
  }

  /// Something that is done to a project behind the tool's back.
  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: @Sendable (CommandBench) throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (CommandBench) throws -> Void) {
      testDescription = name
      self.body = body
    }
  }

  private static let state = ".reel/emulator"
  private static let changes: [Change] = [
    Change("the manifest says something else") { try edit($0, "reel.yaml", "A cup", "A mug") },
    Change("the manifest, of the same size and time") { bench in
      try keepingTime(bench, "reel.yaml") { try edit(bench, "reel.yaml", "A cup", "A mug") }
    },
    Change("the manifest is touched") { touch($0, "reel.yaml") },
    Change("the manifest is another file that says the same") { try replace($0, "reel.yaml") },
    Change("the manifest is gone") { FileStatus.remove($0.folder.file("reel.yaml")) },
    Change("an included file") { try edit($0, "more.yaml", "A kite", "A kit") },
    Change("a prompt's file, of the same size and time") { bench in
      try keepingTime(bench, "sign.txt") { try edit(bench, "sign.txt", "the", "his") }
    },
    Change("a row") { try edit($0, "rows.csv", "saucer", "bowl") },
    Change("an input picture") { bench in
      _ = try bench.folder.write("mine.png", try picture(8))
    },
    Change("a manifest that would have the same lock file") {
      try $0.write("reel.yml", "version: 1\n")
    },
    Change("an output is gone") { FileStatus.remove($0.folder.file(output)) },
    Change("an output is touched") { touch($0, output) },
    Change("an output is another file that says the same") { try replace($0, output) },
    Change("an output of the same size and time, in its place") { bench in
      try keepingTime(bench, output) { try replace(bench, output) }
    },
    Change("a folder stands in an output's place") { bench in
      FileStatus.remove(bench.folder.file(output))
      try FileManager.default.createDirectory(
        atPath: bench.folder.file(output), withIntermediateDirectories: false)
    },
    Change("a link stands in an output's place") { bench in
      let path = bench.folder.file(output)
      rename(path, path + ".there")
      symlink(path + ".there", path)
    },
    Change("a link stands in the place of an output's folder") { bench in
      let path = bench.folder.file("out/shop-emulator/shots")
      rename(path, path + "-there")
      symlink(path + "-there", path)
    },
    Change("the outputs are gone") {
      try FileManager.default.removeItem(atPath: $0.folder.file("out"))
    },
    Change("the lock file is gone") {
      FileStatus.remove($0.folder.file(state + "/reel.lock.yaml"))
    },
    Change("the lock file is touched") { touch($0, state + "/reel.lock.yaml") },
    Change("the records are touched") { touch($0, state + "/state.sqlite") },
    Change("the records are gone") { FileStatus.remove($0.folder.file(state + "/state.sqlite")) },
    Change("something is being written to the records") {
      try $0.write(state + "/state.sqlite-wal", "x")
    },
    Change("the journal has another line") { try append($0, state + "/journal.ndjson", "{}\n") },
    Change("the journal is gone") { FileStatus.remove($0.folder.file(state + "/journal.ndjson")) },
    Change("the state is a link") { bench in
      rename(bench.folder.file(".reel/emulator"), bench.folder.file("there"))
      symlink(bench.folder.file("there"), bench.folder.file(".reel/emulator"))
    },
    Change("the state is gone") {
      try FileManager.default.removeItem(atPath: $0.folder.file(state))
    },
  ]
  private static let output = "out/shop-emulator/shots/cup.jpg"

  @Test(arguments: changes)
  func `whatever changes, a plan is made`(change: Change) async throws {
    let bench = try await Self.made()
    try #require(try await Self.answer(bench) != nil)
    try change.body(bench)
    #expect(try await Self.answer(bench) == nil)
  }

  @Test func `a run that changes records forgets what was known, and knows it anew`() async throws {
    let bench = try await Self.made()
    let snapshots = bench.folder.file(Self.state + "/snapshots")
    try Self.edit(bench, "reel.yaml", "A cup", "A mug")
    #expect(await bench.run(Self.line).output.hasPrefix("Done: 2 made, 3 fresh in "))
    #expect(try await Self.answer(bench)?.hasPrefix("Done: 5 fresh") == true)
    // A choice changes the records, whatever comes of it.
    #expect(try !FileManager.default.contentsOfDirectory(atPath: snapshots).isEmpty)
    let picked = await bench.run(["pick", "reel.yaml", "cup", "1", "--emulator"])
    #expect(picked.status == .success, "\(picked.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: snapshots).isEmpty)
    // What is out of date is known again after a look, which needs no run.
    #expect(await bench.run(Self.line).output.hasPrefix("Done: 5 fresh"))
    #expect(try await Self.answer(bench) != nil)
  }

  @Test func `a warning is said every time`() async throws {
    let bench = try CommandBench()
    try bench.write(
      "reel.yaml",
      "version: 1\nvariables: {unused: a}\nassets: {cup: {generate: image, prompt: A cup}}\n")
    #expect(await bench.run(Self.line).status == .success)
    #expect(try await Self.answer(bench) == nil)
    #expect(await bench.run(Self.line).errors.contains("unused"))
  }

  @Test func `a damaged snapshot answers nothing`() async throws {
    let bench = try await Self.made()
    let folder = bench.folder.file(Self.state + "/snapshots")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    let name = try #require(names.first { !$0.hasSuffix(".text") })
    let path = "\(Self.state)/snapshots/\(name)"
    let whole = try bench.folder.read(path)
    var random = SeededGenerator(seed: 20_261_121)
    for count in [0, 1, 7, 79, 80, 81, whole.count / 2, whole.count - 1] {
      _ = try bench.folder.write(path, Array(whole.prefix(count)))
      #expect(try await Self.answer(bench) == nil, "\(count) of \(whole.count) bytes")
    }
    for round in 0..<400 {
      var bytes = whole
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        // Most often in the numbers, which say where to look.
        let place = Int.random(in: 0..<(round % 4 == 0 ? whole.count : 600), using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      guard bytes != whole else { continue }
      _ = try bench.folder.write(path, bytes)
      #expect(try await Self.answer(bench) == nil, "round \(round)")
      // And where somebody made it up: whatever it says, nothing is read beyond it.
      _ = try bench.folder.write(path, Self.sealed(bytes))
      _ = try await Self.answer(bench)
    }
    #expect(Self.sealed(whole) == whole)
    _ = try bench.folder.write(path, whole)
    #expect(try await Self.answer(bench) != nil)
  }

  @Test func `what was left half written goes with the next`() async throws {
    let bench = try await Self.made()
    let folder = Self.state + "/snapshots"
    let part = folder + "/.snapshot.reel-73e3f51b47c0fa9e.part"
    try bench.write(part, "half")
    try bench.write(folder + "/notes.txt", "mine")
    Self.touch(bench, "reel.yaml")
    #expect(await bench.run(Self.line).status == .success)
    let names = try FileManager.default.contentsOfDirectory(atPath: bench.folder.file(folder))
    #expect(names.count == 3 && names.contains("notes.txt"), "\(names)")
    #expect(try await Self.answer(bench) != nil)
  }

  @Test func `a link in the place of the snapshots leads nowhere`() async throws {
    let bench = try await Self.made()
    let folder = bench.folder.file(Self.state + "/snapshots")
    try bench.write("precious/0123456789abcdef", "mine")
    try FileManager.default.removeItem(atPath: folder)
    symlink(bench.folder.file("precious"), folder)
    try Self.edit(bench, "reel.yaml", "A cup", "A mug")
    #expect(await bench.run(Self.line).status == .success)
    #expect(try bench.folder.read("precious/0123456789abcdef") == Array("mine".utf8))
  }

  /// A file of numbers with the sum of all that it ought to have, itself not counted.
  static func sealed(_ bytes: [UInt8], at place: Int = SnapshotForm.Header.sum.rawValue) -> [UInt8]
  {
    var words = stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
    words[place] = 0
    words[place] = words.reduce(0, SnapshotForm.sum)
    return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
  }

  // MARK: What is done to files

  private static func picture(_ seed: UInt64) throws -> [UInt8] {
    try PictureArtist.drawMosaic(width: 64, height: 64, seed: seed, format: .png)
  }

  private static func edit(
    _ bench: CommandBench, _ name: String, _ old: String, _ new: String
  ) throws {
    let text = String(decoding: try bench.folder.read(name), as: UTF8.self)
    try #require(text.contains(old))
    _ = try bench.folder.write(name, Array(text.replacing(old, with: new).utf8))
  }

  private static func append(_ bench: CommandBench, _ name: String, _ text: String) throws {
    _ = try bench.folder.write(name, try bench.folder.read(name) + Array(text.utf8))
  }

  private static func touch(_ bench: CommandBench, _ name: String) {
    utimes(bench.folder.file(name), nil)
  }

  /// Puts a copy in a file's place.
  private static func replace(_ bench: CommandBench, _ name: String) throws {
    _ = try bench.folder.write(name + ".copy", try bench.folder.read(name))
    rename(bench.folder.file(name + ".copy"), bench.folder.file(name))
  }

  /// Gives a file back the time that it had.
  private static func keepingTime(
    _ bench: CommandBench, _ name: String, _ body: () throws -> Void
  ) throws {
    let path = bench.folder.file(name)
    let before = try #require(FileWatch.of(path))
    try body()
    let seconds = Int(before.modified / 1_000_000_000)
    var times = [timespec(), timespec()]
    for index in times.indices {
      times[index].tv_sec = seconds
      times[index].tv_nsec = Int(before.modified % 1_000_000_000)
    }
    try #require(utimensat(AT_FDCWD, path, times, 0) == 0)
    try #require(FileWatch.of(path)?.modified == before.modified)
  }
}
